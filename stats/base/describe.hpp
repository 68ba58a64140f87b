#pragma once
// Ranks, quantiles, ties and which cases are complete. Missing is NaN for numbers and a negative code for categories.
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace rgx::stats {

// Ranks from 1, ties share their mean (R: rank(x)). No missing values allowed: std::invalid_argument.
std::vector<double> mid_ranks(std::span<const double> x);

// How often each distinct value occurs, in ascending order of the values; missing values are left out.
std::vector<std::size_t> tie_groups(std::span<const double> x);
// Sum of t^3 - t over the tie groups: 0 exactly when nothing is tied.
double tie_term(std::span<const double> x);

// Quantile by R's types 1–9 (Hyndman & Fan 1996); 7 is R's default and numpy's "linear". 0 <= p <= 1 and 1 <= type <=
// 9, else std::invalid_argument. Missing values are left out; NaN when nothing is left.
double quantile(std::span<const double> x, double p, int type = 7);
// The same on values already sorted, without missing ones.
double quantile_sorted(std::span<const double> sorted, double p, int type = 7);
double median(std::span<const double> x);

// Indices at which every column has a number; lengths must agree, else std::invalid_argument.
std::vector<std::size_t> complete_cases(std::initializer_list<std::span<const double>> columns);
std::vector<double> gather(std::span<const double> x, std::span<const std::size_t> cases);
std::vector<double> without_missing(std::span<const double> x);

bool is_constant(std::span<const double> x);
bool all_finite(std::span<const double> x);

// Values by group: codes 0 … groups-1, negative = missing; pairs with a missing part are left out. Codes of
// `groups` and above, or different lengths, throw std::invalid_argument.
std::vector<std::vector<double>> by_group(std::span<const double> x, std::span<const int> group, int groups);

}  // namespace rgx::stats
