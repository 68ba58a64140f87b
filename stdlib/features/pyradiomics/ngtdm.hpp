#pragma once
// PyRadiomics' neighbouring grey tone differences (class `ngtdm`).
#include <array>
#include <span>

#include "stats/base/parallel.hpp"
#include "stdlib/features/texture.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features::pyradiomics {

// The five features in the order of `features_of_pyradiomics(Family::py_ngtdm)`. voxels[i] and differences[i] are n_i
// and s_i of level i (place 0 is ignored). n_i counts every voxel of the level; IBSI leaves those without a neighbour
// out, which PyRadiomics gives a difference of 0. Coarseness is 10^6 only where the sum it divides by is 0 (IBSI: at
// most 10^6). `empty_region` if there is no voxel.
std::array<Value, 5> ngtdm(std::span<const double> voxels, std::span<const double> differences);

// Neighbours are the voxels whose Chebyshev distance is one of `distances` (empty: 1). One voxel: `single_voxel`.
std::array<Value, 5> ngtdm(const LevelBox& box, std::span<const int> distances = {},
                           const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features::pyradiomics
