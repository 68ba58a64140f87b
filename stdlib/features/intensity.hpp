#pragma once
// Intensity-based statistics (IBSI family UHIW, 18 features) and what the histogram family shares with them.
#include <array>
#include <span>
#include <vector>

#include "stdlib/features/value.hpp"

namespace rgx::features {

// Percentiles interpolate linearly between order statistics, at place share * (n - 1).
struct Summary {
  double n = 0, mean = 0, variance = 0, third = 0, fourth = 0;  // central moments over N
  double minimum = 0, p10 = 0, p25 = 0, median = 0, p75 = 0, p90 = 0, maximum = 0;
  double mean_deviation = 0, robust_mean_deviation = 0, median_deviation = 0;
  double energy = 0;
};

// Of values sorted upwards, at least one.
Summary summarise(std::span<const float> sorted);

// The 18 statistics in the table's order. Skewness and kurtosis of a flat region are 0, as IBSI defines; quotients with
// denominator zero are missing. An empty region gives `empty_region`, a value that is not finite `not_finite`.
std::array<Value, 18> intensity_statistics(std::span<const float> intensity);
// The first features of both families, from a summary: mean .. quartile_coefficient_of_dispersion (16).
std::array<Value, 16> shared_statistics(const Summary& summary);

}  // namespace rgx::features
