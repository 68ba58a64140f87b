#pragma once
// The neighbours that PyRadiomics' setting `distances` selects, and the families' matrices where the common ones
// (distance 1, all 13 directions) do not serve.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features::pyradiomics {

// Steps in the box to every voxel whose Chebyshev distance is one of `distances`; std::invalid_argument if one of them
// is below 1 or beyond the border of the box.
std::vector<std::int64_t> neighbours(const Roi& roi, std::span<const int> distances);

// Runs of equal level along one direction, by level and length.
std::vector<SizeCell> run_cells(const LevelBox& box, const std::array<int, 3>& direction);

}  // namespace rgx::features::pyradiomics
