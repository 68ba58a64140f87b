#pragma once
// Resegmentation: voxels of a region left out of its intensity mask. Source: IBSI reference manual, section 2.6.
#include <optional>
#include <string>
#include <utility>

#include "engine/image.hpp"

namespace rgx::stdlib {

struct Resegmentation {
  std::optional<std::pair<double, double>> range;  // both ends included, in the image's unit
  std::optional<double> outliers;  // kept: mean ± this many population standard deviations, ends included
};

// The voxels of `mask` that pass. Mean and standard deviation are those of the voxels within `range` (all without a
// range). May be empty. Non-finite intensities never pass a range; outliers refuse them (`image-values`).
engine::Mask resegment(const engine::Image& image, const engine::Mask& mask, const Resegmentation& how);

// For every region that goes with `scan`: its intensity mask for that scan, narrowed from the one it has or from the
// morphological mask, which stays. Notes a range in `Case::ranges`. Region and scan must share their grid
// (`geometry-mismatch`); an empty result is `resegment-empty` with the intensities there were.
void resegment(engine::Case& subject, const std::string& scan, const Resegmentation& how);

}  // namespace rgx::stdlib
