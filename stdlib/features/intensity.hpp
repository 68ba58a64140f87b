#pragma once
// Intensity-based statistics (IBSI family UHIW, 18 features) and what the histogram family shares with them.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// Percentiles interpolate linearly between order statistics, at place share * (n - 1).
struct Summary {
  double n = 0, mean = 0, variance = 0, third = 0, fourth = 0;  // central moments over N
  double minimum = 0, p10 = 0, p25 = 0, median = 0, p75 = 0, p90 = 0, maximum = 0;
  double mean_deviation = 0, robust_mean_deviation = 0, median_deviation = 0;
  double energy = 0;
};

// Of finite values in any order, at least one. Sums run over fixed stretches of the values, eight lanes each, and the
// stretches are joined by a tree, in double; central moments take a second pass about the mean. The order of the sums
// is that of the values and does not depend on threads.
Summary summarise(std::span<const float> values, const stats::ParallelFor& parallel = stats::serial_for);
// Of whole numbers: count[i] values are i. At least one count must be above zero.
Summary summarise_counts(std::span<const std::uint64_t> count);

// The 18 statistics in the table's order. Skewness and kurtosis of a flat region are 0, as IBSI defines; quotients with
// denominator zero are missing. An empty region gives `empty_region`, a value that is not finite `not_finite`.
std::array<Value, 18> intensity_statistics(std::span<const float> intensity,
                                           const stats::ParallelFor& parallel = stats::serial_for);
// The first features of both families, from a summary: mean .. quartile_coefficient_of_dispersion (16).
std::array<Value, 16> shared_statistics(const Summary& summary);

// Whether all values are finite numbers.
bool all_finite(std::span<const float> values);

}  // namespace rgx::features
