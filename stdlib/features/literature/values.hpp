#pragma once
// From the arguments of a family as a study writes them to its values, in the order of the literature's table, those of
// features that are not built included (missing, without a reason).
//   suv(threshold: 2.5 SUV) or suv(fraction: 41 %)   neither: mtv and tlg are `not-declared`
//   texrad, fractal, lesions                          no arguments
//   margin(smoothing: 10 %)                           without it margin_fluctuation is `not-declared`
//   collage(radius: 5, levels: 64)
//   compartments(of: core)                            the other region comes as `other`
// A fraction stands in the arguments as a number from 0 to 1. Arguments that contradict each other or are out of range
// throw std::invalid_argument.
#include <span>
#include <vector>

#include "engine/image.hpp"
#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// Families of the region alone. `other` is that of `compartments`; null: the subject has no such region.
std::vector<Value> literature_values(Family family, const engine::Json& arguments, const Roi& region, const Roi* other,
                                     const stats::ParallelFor& parallel = stats::serial_for);

// Families of a region on an image (a scan or a filter's response): suv, texrad, collage.
std::vector<Value> literature_values(Family family, const engine::Json& arguments, const engine::Image& image,
                                     const Roi& region, std::span<const float> intensity,
                                     const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
