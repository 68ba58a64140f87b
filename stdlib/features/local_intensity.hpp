#pragma once
// Local intensity (IBSI family 9ST6): means over the voxels within a sphere of 1 cm3, in the region or not.
//
// A mean is the sum of the sphere's voxels in double, in the order of the image (x, then y, then z), over their number.
// Of a large region, only voxels that can have the largest mean are summed so: means in single precision, by adding up
// rows, then discs, then slices, and a bound of their rounding tell which those are. The result is the same number.
#include <array>
#include <span>

#include "engine/image.hpp"
#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// local_peak (around the voxels of highest intensity), global_peak (around any voxel of the region). Voxels outside
// the image, or without a finite intensity, are left out of the means.
std::array<Value, 2> local_intensity(const engine::Image& image, const Roi& roi, std::span<const float> intensity,
                                     const stats::ParallelFor& parallel = stats::serial_for);

// Both by summing around every voxel, for the test that they agree.
std::array<Value, 2> local_intensity_direct(const engine::Image& image, const Roi& roi,
                                            std::span<const float> intensity);

}  // namespace rgx::features
