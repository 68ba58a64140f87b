#pragma once
// Sums whose bytes do not depend on threads: leaves of fixed length are added in a fixed order, and the leaf sums are
// joined by a pairwise tree (error grows with log n). Missing values are not looked for: leave them out first.
#include <span>

#include "stats/base/parallel.hpp"

namespace rgx::stats {

double sum(std::span<const double> x);
// The same bytes as sum(x), the leaves computed by `parallel`.
double sum(std::span<const double> x, const ParallelFor& parallel);
// NaN when empty.
double mean(std::span<const double> x);
// Sum of squares about `centre`, and of products about both centres.
double squares_about(std::span<const double> x, double centre);
double products_about(std::span<const double> x, double centre_x, std::span<const double> y, double centre_y);
// Divided by n - 1 (R's var); NaN below two values. Two passes, with the correction for a rounded mean.
double variance(std::span<const double> x);
double standard_deviation(std::span<const double> x);
// Lengths must agree, else std::invalid_argument.
double dot(std::span<const double> x, std::span<const double> y);

}  // namespace rgx::stats
