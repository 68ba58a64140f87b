#pragma once
// Grey level run lengths (IBSI family TP0I, 16 features; Galloway 1975). A weighting by distance multiplies each
// direction's matrix, and its voxels, before matrices are merged; where none are, it changes nothing. (The manual
// speaks of weighted run lengths, but says as well that only merged values change, which holds of weighted matrices.)
#include <array>
#include <map>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

using GlrlmValues = std::array<Value, 16>;

std::map<Aggregation, GlrlmValues> glrlm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                         const stats::ParallelFor& parallel = stats::serial_for,
                                         Weighting weighting = Weighting::none);

// Runs of the whole region by level and length, one matrix a direction of kDirections.
std::vector<SizeMatrix> run_matrices(const LevelBox& box, const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
