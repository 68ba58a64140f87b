#pragma once
// Grey level run lengths (IBSI family TP0I, 16 features; Galloway 1975).
#include <array>
#include <map>
#include <span>
#include <vector>

#include "stats/parallel.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

using GlrlmValues = std::array<Value, 16>;

std::map<Aggregation, GlrlmValues> glrlm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                         const engine::ParallelFor& parallel = stats::serial_for);

// Runs of the whole region by level and length, one matrix a direction of kDirections.
std::vector<SizeMatrix> run_matrices(const LevelBox& box, const engine::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
