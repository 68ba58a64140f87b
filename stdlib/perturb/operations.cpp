#include "stdlib/perturb/operations.hpp"

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/perturb/contour.hpp"
#include "stdlib/perturb/move.hpp"
#include "stdlib/perturb/noise.hpp"
#include "stdlib/perturb/perturbation.hpp"
#include "stdlib/perturb/volume.hpp"

namespace rgx::stdlib {

using engine::Case;
using engine::Json;
using perturb::Around;
using perturb::Perturbation;

namespace {

lang::Param repetitions() {
  lang::Param p;
  p.name = "repetitions";
  p.type = lang::ParamType::integer;
  p.fallback = 1.0;
  p.low = 1;
  p.high = 100;
  p.positional = true;
  p.text = "how often, each with random numbers of its own";
  return p;
}

// A list of which each value is one change.
lang::Param each_of(std::string name, lang::ParamType type, double low, double high, std::string text) {
  lang::Param p;
  p.name = std::move(name);
  p.type = type;
  p.low = low;
  p.high = high;
  p.list = true;
  p.required = true;
  p.positional = true;
  p.text = std::move(text);
  return p;
}

lang::Param interpolation() {
  lang::Param p;
  p.name = "image";
  p.type = lang::ParamType::choice;
  p.choices = {"nearest", "linear", "bspline"};
  p.fallback = std::string("bspline");
  p.text = "interpolation of intensities; masks are interpolated linearly and kept from one half on";
  return p;
}

ImageInterpolation interpolation_of(const Json& params) {
  const auto word = params.at("image").get<std::string>();
  return word == "nearest"  ? ImageInterpolation::nearest
         : word == "linear" ? ImageInterpolation::linear
                            : ImageInterpolation::bspline;
}

engine::Declare<Json> declared(const char* name) {
  engine::Declare<Json> out(name, 1);
  out.role(lang::Role::perturbation).in("robust").random("perturbation").platform_sensitive().cites({"zwanenburg2019"});
  return out;
}

engine::Operation rotate() {
  return declared("rotate")
      .param(each_of("angles", lang::ParamType::number, -180, 180, "degrees in the plane of the slices"))
      .param(interpolation())
      .summary("turns image and regions in the plane of the slices, about the centre of the regions")
      .details(
          "About the mean of the voxel centres of all regions of the case, from the first axis of the grid to the "
          "second. Image and mask are interpolated on their own grid, before the preprocessing; what comes from beyond "
          "the field of view is the nearest voxel of the image. CT is rounded to whole HU.")
      .methods("Images and regions were rotated by {angles} degrees.")
      .part(Perturbation{[](Case& subject, const Around& a) {
        perturb::Motion motion;
        motion.angle = a.params.at("angles").get<double>();
        perturb::move(subject, motion, interpolation_of(a.params));
      }});
}

engine::Operation translate() {
  lang::Param permute;
  permute.name = "permute";
  permute.type = lang::ParamType::boolean;
  permute.fallback = false;
  permute.text = "every combination of the fractions along x, y and z, in place of each along all three";
  return declared("translate")
      .param(each_of("fractions", lang::ParamType::fraction, 0, 1, "of a voxel's edge, along each axis"))
      .param(permute)
      .param(interpolation())
      .summary("shifts image and regions by fractions of a voxel")
      .details(
          "Fractions are of the voxels of the image as it was read, not of a grid it is resampled to. With `permute: "
          "true` two fractions give eight shifts. Along an axis of one voxel nothing is shifted.")
      .methods("Images and regions were shifted by {fractions} of a voxel (every combination of axes: {permute}).")
      .part(Perturbation{[](Case& subject, const Around& a) {
        perturb::Motion motion;
        const Json& along = a.params.at("fractions");
        for (std::size_t axis = 0; axis < 3; ++axis)
          motion.fraction[axis] = (along.is_array() ? along.at(axis) : along).get<double>();
        perturb::move(subject, motion, interpolation_of(a.params));
      }});
}

engine::Operation noise() {
  lang::Param sd;
  sd.name = "sigma";
  sd.type = lang::ParamType::number;
  sd.dimension = "intensity";
  sd.low = 0;
  sd.text = "standard deviation; the image's own noise when left out";
  return declared("noise")
      .param(repetitions())
      .param(sd)
      .summary("adds normal noise, by default as much as the image has")
      .details(
          "The noise of an image is the median of |HH| divided by 0.6745, HH the diagonal band of the undecimated "
          "coif1 "
          "wavelet in each slice; voxels in surroundings of one intensity are left out.")
      .methods("Gaussian noise was added[ with a standard deviation of {sigma}] (repetitions: {repetitions}).")
      .cites({"chang2000", "zwanenburg2019"})
      .part(Perturbation{[](Case& subject, const Around& a) {
        const Json given = a.params.value("sigma", Json());
        std::uint32_t number = 0;
        for (auto& [name, scan] : subject.scans) {
          const double level = given.is_number() ? given.get<double>() : perturb::noise_level(scan.image, a.parallel);
          perturb::add_noise(scan.image, level, a.stream, number++, a.parallel);
        }
      }});
}

engine::Operation volume(const char* name, double sign, const char* summary, const char* methods) {
  return declared(name)
      .param(each_of("by", lang::ParamType::fraction, 0, 1, "of the region's volume"))
      .summary(summary)
      .details(
          "Voxels are added or taken away by their distance in mm to the other side of the region's boundary, nearest "
          "first, until the volume is met to a voxel; among voxels at one distance chance decides. A region that this "
          "leaves without voxels leaves the subject out of that reading.")
      .methods(methods)
      .part(Perturbation{[sign](Case& subject, const Around& a) {
        std::uint32_t number = 0;
        for (auto& [region_name, region] : subject.regions)
          region.mask = perturb::resized(region.mask, sign * a.params.at("by").get<double>(), a.stream.at(number++));
      }});
}

// The scan whose intensities say where the region could end: its own, or the first that features are taken from.
const engine::Image& scan_for(const Case& subject, const engine::Region& region, const std::string& name,
                              const Around& a) {
  const auto of = [&](const std::string& scan) {
    const auto at = subject.scans.find(scan);
    return at == subject.scans.end() ? nullptr : &at->second.image;
  };
  if (!region.for_scan.empty()) {
    if (const auto* own = of(region.for_scan)) return *own;
  } else {
    for (const auto& scan : a.scans)
      if (const auto* image = of(scan); image != nullptr && same_grid(image->geometry, region.mask.geometry))
        return *image;
  }
  throw ImageError("geometry-mismatch", {},
                   "region `" + name + "` lies on the grid of none of the scans, and `contour` follows the image");
}

engine::Operation contour() {
  return declared("contour")
      .param(repetitions())
      .summary("draws the regions anew along supervoxels of the image")
      .details(
          "The image within 25 mm of the region, clipped to the region's intensities widened by a tenth, is cut into "
          "supervoxels of about 500 mm³ (20 voxels at least) by SLIC with compactness 0.05. A supervoxel belongs to "
          "the "
          "new region with the probability that is its share in the old one, always from 90 % on, never below 20 %; "
          "the one with the largest share always does. Gaps are closed by one voxel.")
      .methods("Regions were drawn anew along supervoxels of the image (repetitions: {repetitions}).")
      .cites({"achanta2012", "zwanenburg2019"})
      .part(Perturbation{[](Case& subject, const Around& a) {
        std::uint32_t number = 0;
        for (auto& [name, region] : subject.regions)
          region.mask =
              perturb::randomised_contour(scan_for(subject, region, name, a), region.mask, a.stream.at(number++));
      }});
}

}  // namespace

std::vector<engine::Operation> perturbations() {
  return {
      rotate(),
      translate(),
      noise(),
      volume("grow", 1, "grows the regions by a share of their volume", "Regions were grown by {by} of their volume."),
      volume("shrink", -1, "shrinks the regions by a share of their volume",
             "Regions were shrunk by {by} of their volume."),
      contour()};
}

}  // namespace rgx::stdlib
