#include "stdlib/imaging/resegment.hpp"

#include <fmt/format.h>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {
namespace {

// Ends included; false for not-a-number.
engine::Mask within(const engine::Image& image, const engine::Mask& mask, double lower, double upper) {
  engine::Mask kept = mask;
  for (std::size_t v = 0; v < kept.voxels.size(); ++v) {
    const double x = image.voxels[v];
    kept.voxels[v] = mask.voxels[v] != 0 && x >= lower && x <= upper ? 1 : 0;
  }
  return kept;
}

}  // namespace

engine::Mask resegment(const engine::Image& image, const engine::Mask& mask, const Resegmentation& how) {
  engine::Mask kept = mask;
  if (how.range) kept = within(image, kept, how.range->first, how.range->second);
  if (how.outliers && count(kept) > 0) {
    require_finite(image, kept, "the removal of outliers");
    const Moments m = moments(image, kept);
    kept = within(image, kept, m.mean - *how.outliers * m.sd, m.mean + *how.outliers * m.sd);
  }
  return kept;
}

void resegment(engine::Case& subject, const std::string& scan, const Resegmentation& how) {
  const engine::Image& image = subject.scans.at(scan).image;
  for (auto& [name, region] : subject.regions) {
    if (!region.for_scan.empty() && region.for_scan != scan) continue;
    require_same_grid(image.geometry, region.mask.geometry, scan, name);
    const auto earlier = region.intensity.find(scan);
    const engine::Mask& from = earlier == region.intensity.end() ? region.mask : earlier->second;
    engine::Mask kept = resegment(image, from, how);
    if (count(kept) == 0) {
      if (count(from) == 0)
        throw ImageError("mask-empty", {}, fmt::format("region `{}` has no voxel to resegment", name));
      const Moments m = moments(image, from);
      throw ImageError(
          "resegment-empty", {},
          fmt::format("no voxel of `{}` is left: its intensities in `{}` run from {:g} to {:g}{}", name, scan,
                      m.minimum, m.maximum,
                      how.range ? fmt::format(", the range is {:g} .. {:g}", how.range->first, how.range->second)
                                : std::string()));
    }
    region.intensity.insert_or_assign(scan, std::move(kept));
  }
  if (how.range) subject.ranges.insert_or_assign(scan, *how.range);
}

}  // namespace rgx::stdlib
