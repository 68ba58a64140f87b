#pragma once
// Moran's I (N365) and Geary's C (NPT7) with the inverse distance of every pair of voxels as weight: exact, no
// sampling.
//
// The weight depends on the offset of a pair alone, so the three sums over pairs that both features need (of w, of
// w x_i x_j, of w x_i^2) are sums over offsets of the weight times a correlation of the region with itself. Small
// regions run through the pairs; large ones take each slice's 2D Fourier transform and add up, for each pair of slices,
// the product of the transforms against the transform of the weights (Parseval), so that nothing is transformed back.
#include <span>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

struct Autocorrelation {
  Value morans_i, gearys_c;  // single_voxel or flat_region if missing
};

// `intensity`: finite, one a voxel of the region.
Autocorrelation autocorrelation(const Roi& roi, std::span<const float> intensity,
                                const stats::ParallelFor& parallel = stats::serial_for);

// The two ways of adding up the pairs, for the test that they agree.
struct PairSums {
  double weight = 0, product = 0, square = 0;  // over ordered pairs: w, w x_i x_j, w x_i^2
};
PairSums pair_sums_direct(const Roi& roi, std::span<const double> centred,
                          const stats::ParallelFor& parallel = stats::serial_for);
PairSums pair_sums_fourier(const Roi& roi, std::span<const double> centred,
                           const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
