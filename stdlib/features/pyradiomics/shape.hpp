#pragma once
// PyRadiomics' shape features (class `shape`): of the mask alone, lengths in mm along the image's own axes.
#include <array>
#include <cstddef>

#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features::pyradiomics {

inline constexpr std::size_t kShape = 14;

// The 14 features in the order of `features_of_pyradiomics(Family::py_shape)`. The region needs a border of at least
// one voxel. The axes are 4 sqrt(eigenvalue) of the voxel centres' covariance over N (IBSI: over N - 1). Missing: all
// with `empty_region`; elongation and flatness of one voxel with `single_voxel` (0 / 0 there). A plane or line of
// voxels has axes of length 0, as in PyRadiomics.
std::array<Value, kShape> shape(const Roi& region, const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features::pyradiomics
