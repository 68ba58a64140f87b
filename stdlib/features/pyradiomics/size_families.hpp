#pragma once
// PyRadiomics' features of sizes by grey level: runs (`glrlm`), zones (`glszm`) and dependent neighbours (`gldm`,
// IBSI's NGLDM). Each value is IBSI's of the same matrix; what differs is which directions and neighbours count.
#include <array>
#include <cstddef>
#include <span>
#include <vector>

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

// Mean over the 13 directions of kDirections, in PyRadiomics' order; `runs[d]` are the cells of direction d. `no_pairs`
// if no direction holds two voxels.
std::array<Value, 16> glrlm(const Roi& region, std::span<const std::vector<SizeCell>> runs);
std::array<Value, 16> glrlm(const LevelBox& box);

std::array<Value, 16> glszm(const LevelBox& box);

// `alpha` is its setting `gldm_a`: the largest difference of levels that is dependent. Neighbours are the voxels whose
// Chebyshev distance is one of `distances` (its setting; the border of the box must be as wide).
std::array<Value, 14> gldm(const LevelBox& box, int alpha = 0, std::span<const int> distances = {});

}  // namespace rgx::features::pyradiomics
