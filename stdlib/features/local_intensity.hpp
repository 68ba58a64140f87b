#pragma once
// Local intensity (IBSI family 9ST6): means over the voxels within a sphere of 1 cm3, in the region or not.
#include <array>
#include <span>

#include "engine/image.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// local_peak (around the voxels of highest intensity), global_peak (around any voxel of the region). Voxels outside
// the image, or without a finite intensity, are left out of the means.
std::array<Value, 2> local_intensity(const engine::Image& image, const Roi& roi, std::span<const float> intensity);

}  // namespace rgx::features
