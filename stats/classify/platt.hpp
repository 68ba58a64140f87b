#pragma once
// From decision values to probabilities: P(positive | f) = 1 / (1 + exp(slope f + offset)) by maximum likelihood
// (Platt 1999), as Lin, Lin & Weng, Mach Learn 68, 2007, set it down: targets (n₊ + 1)/(n₊ + 2) and 1/(n₋ + 2), so that
// separated values have a maximum too.
#include <Eigen/Core>
#include <span>
#include <string>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct PlattScaling {
  double slope = 0, offset = 0;
  // The likelihood wanted a slope above 0, that is falling probabilities: slope is 0 and every case gets the same
  // probability. A rule whose decision values do not rise with the class out of fold is not turned round.
  bool flat = false;
  int iterations = 0;
  std::string reason;  // empty, or "wrong sizes", "missing value", "one class", "not converged"
};

// f: decision values of cases that did not help to make them; positive: 0 or 1.
PlattScaling fit_platt(ConstVector f, std::span<const int> positive);
Eigen::VectorXd probability(const PlattScaling& scaling, ConstVector f);

// Probabilities of k classes from those of each pair, r(i, j) = P(i | i or j), r(j, i) = 1 - r(i, j): the p that
// minimises sum_i sum_{j≠i} (r(j, i) p_i - r(i, j) p_j)² with sum 1 (Wu, Lin & Weng, J Mach Learn Res 5, 2004, second
// method, eq. 21), solved directly. Entries are cut to [1e-7, 1 - 1e-7], as libsvm does; one class (k = 1) gets 1.
Eigen::VectorXd couple_pairs(ConstMatrix r);

}  // namespace rgx::stats
