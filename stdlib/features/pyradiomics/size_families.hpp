#pragma once
// PyRadiomics' features of sizes by grey level: runs (`glrlm`), zones (`glszm`) and dependent neighbours (`gldm`,
// IBSI's NGLDM). Each value is IBSI's of the same matrix; what differs is which directions and neighbours count.
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features::pyradiomics {

// Values in PyRadiomics' order from IBSI's in its order: 16 of GLRLM, 16 of GLSZM, 14 of GLDM (no energy, no
// percentage, no normalised grey level non-uniformity).
std::array<Value, 16> glrlm_from_ibsi(const std::array<Value, 16>& ibsi);
std::array<Value, 16> glszm_from_ibsi(const std::array<Value, 16>& ibsi);
std::array<Value, 14> gldm_from_ibsi(const std::array<Value, 17>& ibsi);

// Whether some line along `direction` (one of kDirections) through the region holds two of its voxels, neighbours or
// not. PyRadiomics leaves a direction without such a line out of GLRLM's mean.
bool has_line_of_two(const Roi& region, const std::array<int, 3>& direction);

// From matrices: `runs[d]` of kDirections[d] (features::run_matrices), mean over the directions that have a line of
// two, `no_pairs` if there is none; zones (features::size_zones); dependences (features::dependence_matrix).
std::array<Value, 16> glrlm(const Roi& region, std::span<const SizeMatrix> runs);
std::array<Value, 16> glszm(const Roi& region, const std::vector<SizeCell>& zones);
std::array<Value, 14> gldm(const Roi& region, const SizeMatrix& dependences);

// From a region's levels. One voxel has no offsets, where PyRadiomics stops with an error: `single_voxel`.
std::array<Value, 16> glrlm(const LevelBox& box, const stats::ParallelFor& parallel = stats::serial_for);
std::array<Value, 16> glszm(const LevelBox& box, const stats::ParallelFor& parallel = stats::serial_for);
// `alpha` is its setting `gldm_a`: the largest difference of levels that is dependent. Neighbours are the voxels whose
// Chebyshev distance is one of `distances` (its setting, empty: 1; the border of the box must be as wide).
std::array<Value, 14> gldm(const LevelBox& box, int alpha = 0, std::span<const int> distances = {},
                           const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features::pyradiomics
