#pragma once
// The neighbours that PyRadiomics' setting `distances` selects.
#include <cstdint>
#include <span>
#include <vector>

#include "stdlib/features/texture.hpp"

namespace rgx::features::pyradiomics {

// Whether that is the default, `[1]`; so is an empty list.
bool nearest_only(std::span<const int> distances);

// Steps in the box to every voxel whose Chebyshev distance is one of `distances`, ascending (step i and step
// n - 1 - i are opposite); std::invalid_argument if one of them is below 1 or beyond the border of the box.
std::vector<std::int64_t> neighbours(const Roi& roi, std::span<const int> distances);

}  // namespace rgx::features::pyradiomics
