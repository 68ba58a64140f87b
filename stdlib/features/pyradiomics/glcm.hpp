#pragma once
// PyRadiomics' co-occurrence features (class `glcm`, symmetric, unweighted): mean over directions. 20 of the 24 are
// IBSI's of the same matrix; correlation, the two measures of information correlation and the maximal correlation
// coefficient have rules of their own.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stats/parallel.hpp"
#include "stdlib/features/texture.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features::pyradiomics {

inline constexpr std::size_t kGlcm = 24;

// counts[i * (highest + 1) + j]: pairs of level i and then j; row and column 0 are ignored. One matrix a direction.
using CoOccurrences = std::vector<std::vector<std::uint32_t>>;

// One of each pair of opposite offsets whose Chebyshev length is one of `distances` (its setting `distances`: all 49
// at distance 2, not 13 doubled). The border of the box must be as wide as the largest of them.
CoOccurrences co_occurrences(const LevelBox& box, std::span<const int> distances,
                             const stats::ParallelFor& parallel = stats::serial_for);

// The 24 features in the order of `features_of_pyradiomics(Family::py_glcm)`. `distinct`: grey levels in the region.
// Directions without a pair take no part; without any, all is missing with `no_pairs` but MCC of one grey level. One
// grey level in a direction: Correlation 1, Imc1 0; in the region: MCC 1. Logarithms and the quotients of MCC have
// 2^-52 added to their argument or denominator, as PyRadiomics does; elsewhere that is below rounding.
std::array<Value, kGlcm> glcm(const CoOccurrences& directions, int highest, int distinct,
                              const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features::pyradiomics
