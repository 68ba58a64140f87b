#pragma once
// Analysis of variance of subjects × repeats with one value a cell (Shrout & Fleiss 1979, table 2; McGraw & Wong 1996).
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// Mean squares; n subjects, k repeats. R: summary(aov(x ~ subject + repeat)).
struct TwoWay {
  double n = 0, k = 0;
  double subjects = missing;  // n - 1 df
  double repeats = missing;   // k - 1 df
  double residual = missing;  // (n - 1)(k - 1) df
  double within = missing;    // n(k - 1) df: repeats and residual together
};

// Complete block; n >= 2 and k >= 2, else std::invalid_argument. Sums of squares are of deviations, never differences
// of sums, so that an offset far above the spread costs no digits.
TwoWay two_way(ConstMatrix block);

}  // namespace rgx::stats
