#pragma once
// PyRadiomics' co-occurrence features (class `glcm`, symmetric, unweighted): mean over directions. 20 of the 24 are
// IBSI's of the same matrix; correlation, the two measures of information correlation and the maximal correlation
// coefficient have rules of their own.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/texture.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features::pyradiomics {

inline constexpr std::size_t kGlcm = 24;

// Matrices as features::glcm_matrices gives them, one a direction.
using CoOccurrences = std::span<const std::vector<std::uint32_t>>;

// The 24 features in the order of `features_of_pyradiomics(Family::py_glcm)`. `distinct`: grey levels in the region.
// Directions without a pair take no part; without any, all is missing with `no_pairs` but MCC of one grey level. One
// grey level in a direction: Correlation 1, Imc1 0; in the region: MCC 1. Logarithms and the quotients of MCC have
// 2^-52 added to their argument or denominator, as PyRadiomics does; elsewhere that is below rounding.
std::array<Value, kGlcm> glcm(CoOccurrences directions, int highest, int distinct,
                              const stats::ParallelFor& parallel = stats::serial_for);

// The same of a region's levels. `distances` is PyRadiomics' setting of that name: one of each pair of opposite offsets
// whose Chebyshev length is one of them (all 49 at distance 2, not 13 doubled); empty: 1, the 13 of kDirections. One
// voxel has no offsets, where PyRadiomics stops with an error: missing with `single_voxel`; more than kMostDense levels
// are missing with `too_many_levels`.
std::array<Value, kGlcm> glcm(const LevelBox& box, int distinct, std::span<const int> distances = {},
                              const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features::pyradiomics
