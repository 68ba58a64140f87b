// The CT phantom's configurations A to E: settings of `reference/ibsi1/CONFIGURATIONS.md`.
#include <stdexcept>

#include "stdlib/features/conformance.hpp"
#include "stdlib/imaging/itk_bridge.hpp"
#include "stdlib/imaging/resample.hpp"
#include "stdlib/imaging/resegment.hpp"

namespace rgx::features {

namespace {

const std::string kScan = "CT", kRegion = "gtv";

struct Configuration {
  char letter;
  stdlib::Spacing spacing;  // none on every axis: not resampled
  stdlib::ImageInterpolation image;
  stdlib::Resegmentation resegment;
  Discretisation texture;
  Discretisation ivh;
};

const Configuration& configuration(char letter) {
  using stdlib::ImageInterpolation;
  constexpr std::nullopt_t keep = std::nullopt;
  static const std::vector<Configuration> all{
      {'A', {keep, keep, keep}, ImageInterpolation::linear, {{{-500, 400}}, keep}, Discretisation::of_width(25), {}},
      {'B', {2, 2, keep}, ImageInterpolation::linear, {{{-500, 400}}, keep}, Discretisation::of_bins(32), {}},
      {'C',
       {2, 2, 2},
       ImageInterpolation::linear,
       {{{-1000, 400}}, keep},
       Discretisation::of_width(25),
       Discretisation::of_width(2.5)},
      {'D', {2, 2, 2}, ImageInterpolation::linear, {keep, 3}, Discretisation::of_bins(32), {}},
      {'E',
       {2, 2, 2},
       ImageInterpolation::bspline,
       {{{-1000, 400}}, 3},
       Discretisation::of_bins(32),
       Discretisation::of_bins(1000)},
  };
  for (const Configuration& c : all) {
    if (c.letter == letter) return c;
  }
  throw std::invalid_argument(std::string("IBSI has no configuration ") + letter);
}

}  // namespace

engine::Case ct_phantom(const std::filesystem::path& data, char letter) {
  const auto folder = data / "reference" / "ibsi1" / "ibsi_1_ct_radiomics_phantom" / "nifti";
  const Configuration& c = configuration(letter);
  engine::Case subject;
  subject.subject = "PAT1";
  subject.scans[kScan] = {stdlib::read_image(folder / "image" / "phantom.nii.gz"), "CT"};
  subject.regions[kRegion].mask = stdlib::read_mask(folder / "mask" / "mask.nii.gz");
  if (c.spacing[0] || c.spacing[1] || c.spacing[2]) {
    stdlib::CaseResampling how;
    how.spacing = c.spacing;
    how.image = c.image;
    subject = stdlib::resample(subject, how);
  }
  stdlib::resegment(subject, kScan, c.resegment);
  return subject;
}

Conformance conform_ct_phantom(const std::filesystem::path& data, char letter) {
  const Configuration& c = configuration(letter);
  Request request;
  request.regions = {{kRegion, ""}};
  request.scans = {kScan};
  request.discretise = c.texture;
  const bool planar = letter == 'A' || letter == 'B';
  for (int f = 0; f < kFamilies; ++f) {
    FamilyRequest family{static_cast<Family>(f), {}, 1, 0, std::nullopt, {}, Weighting::none};
    if (!built(family.family)) continue;
    if (family.family == Family::ivh) family.discretise = c.ivh;
    for (const Aggregation a : aggregations_of(family.family)) {
      const bool in_volume =
          a == Aggregation::average_3d || a == Aggregation::volume_merge_3d || a == Aggregation::volume_3d;
      if (a == Aggregation::none || in_volume != planar) family.aggregations.push_back(a);
    }
    request.families.push_back(family);
  }
  const std::string data_set = std::string("config. ") + letter;
  return compare_with_reference(data, data_set, extract(ct_phantom(data, letter), request));
}

}  // namespace rgx::features
