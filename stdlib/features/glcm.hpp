#pragma once
// Grey level co-occurrence (IBSI family LFYI, 25 features; Haralick 1973). Symmetric: a pair counts both ways. The 13
// directions (4 in a slice) are multiplied by the distance, as the manual has it. A weighting by distance multiplies
// each direction's matrix before matrices are merged; where none are, it changes nothing.
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

inline constexpr std::size_t kGlcmFeatures = 25;
using GlcmValues = std::array<Value, kGlcmFeatures>;

// Every asked aggregation from one pass over the region. Slices and directions in which no two voxels are neighbours
// take no part in averages. `no_pairs` if there are none at all; `flat_region` for correlation and the first measure of
// information correlation of one grey level.
std::map<Aggregation, GlcmValues> glcm(const LevelBox& box, std::span<const Aggregation> aggregations, int distance = 1,
                                       const stats::ParallelFor& parallel = stats::serial_for,
                                       Weighting weighting = Weighting::none);

// The matrices of the whole region, one a direction of kDirections, each as `glcm_features` takes it: a pair stands in
// one of its two cells. More than kMostDense levels are refused (std::invalid_argument): 13 such matrices take 55 MB.
inline constexpr int kMostDense = 1023;
using GlcmMatrix = std::vector<std::uint32_t>;
std::array<GlcmMatrix, 13> glcm_matrices(const LevelBox& box, int distance = 1,
                                         const stats::ParallelFor& parallel = stats::serial_for);

// Features of one matrix: counts[i * (highest + 1) + j] pairs of level i and then j, row and column 0 ignored; made
// symmetric here.
GlcmValues glcm_features(std::span<const std::uint32_t> counts, int highest);

}  // namespace rgx::features
