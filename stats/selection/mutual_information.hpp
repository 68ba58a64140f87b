#pragma once
// Mutual information of columns and an outcome, and the choice of columns that tell much of the outcome and little of
// each other: mRMR, Peng, Long & Ding, IEEE Trans Pattern Anal Mach Intell 27, 2005, eq. 7 (difference form).
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// As many bins as the cube root of the number of cases, rounded down, at least two.
int default_bins(Eigen::Index cases);

// Bins of equal frequency, numbered from 0: cut at quantiles of type 7, a value at a cut in the lower bin, cuts that
// coincide counted once.
std::vector<int> equal_frequency_bins(std::span<const double> x, int bins);

// Plug-in estimate from the counts, natural logarithm. Codes from 0; lengths must agree.
double mutual_information(std::span<const int> a, std::span<const int> b);

// Of every column (binned) with y. Columns without missing values.
std::vector<double> mutual_information_screen(ConstMatrix x, std::span<const int> y, int bins,
                                              const ParallelFor& parallel = serial_for);

// The first `count` columns in the order they are chosen: at each turn the one with the largest I(column; y) less its
// mean I with those chosen before; ties within 1e-12 to the earlier column.
struct Mrmr {
  std::vector<Eigen::Index> chosen;
  std::vector<double> score;  // at its turn
};
Mrmr mrmr(ConstMatrix x, std::span<const int> y, std::size_t count, int bins, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
