#pragma once
// PyRadiomics' first-order features (class `firstorder`): the intensities of a region, and the histogram of its grey
// levels for entropy and uniformity.
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/discretise.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features::pyradiomics {

inline constexpr std::size_t kFirstOrder = 18;

// The 18 features in the order of `features_of_pyradiomics(Family::py_firstorder)`. `spacing` in mm; `shift` is its
// setting `voxelArrayShift`, added in Energy, TotalEnergy and RootMeanSquared only. Kurtosis is not the excess: 3 of a
// normal distribution. Skewness and kurtosis of one intensity are 0. Missing: all with `empty_region` or `not_finite`,
// entropy and uniformity with the reason of `levels`.
std::array<Value, kFirstOrder> first_order(std::span<const float> intensity, const Levels& levels,
                                           const std::array<double, 3>& spacing, double shift = 0,
                                           const stats::ParallelFor& parallel = stats::serial_for);

// Order statistics without sorting everything: the values at the given places (from 0) of the sorted values, exactly.
// One pass counts by the upper half of the bits, a second gathers only the bins that hold a wanted place.
std::vector<float> order_statistics(std::span<const float> values, std::span<const std::size_t> places);

}  // namespace rgx::features::pyradiomics
