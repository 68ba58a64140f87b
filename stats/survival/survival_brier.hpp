#pragma once
// How far predicted survival lies from what happened: the expected squared difference, censoring weighted away by the
// Kaplan–Meier estimate of its distribution (Graf, Schmoor, Sauerbrei & Schumacher, Statistics in Medicine 18, 1999).
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"
#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

struct SurvivalBrier {
  std::size_t n = 0;  // cases used, after missing values
  double value = missing, se = missing;
  Interval ci;                   // normal, cut to [0, 1]
  Reason reason = Reason::none;  // too_few: fewer than two cases, or the time lies beyond the last event
};

// survival: each case's predicted chance to live longer than each time, cases × times. se from the influence function
// with the estimation of the weights in it. Strata, clusters, weights, offsets and late entries
// throw std::invalid_argument.
// R: riskRegression::Score(metrics = "brier", cens.model = "km", times = times).
std::vector<SurvivalBrier> survival_brier(const CoxCases& cases, std::span<const double> times, ConstMatrix survival,
                                          double level = 0.95);

// Mean over time from 0 to `to` of the Brier score, the integral taken exactly: predicted survival is 1 before the
// first of `times` (ascending) and stays from each to the next. R: Score(summary = "ibs") at all times where the
// predictions or the cases change.
SurvivalBrier integrated_brier(const CoxCases& cases, std::span<const double> times, ConstMatrix survival, double to,
                               double level = 0.95);

}  // namespace rgx::stats
