#pragma once
// Mean survival time up to a horizon: the area under the Kaplan–Meier curve (Royston & Parmar 2013; Uno et al. 2014).
// R: survRM2::rmst2(time, status, arm, tau).
#include <span>
#include <string>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/survival/kaplan_meier.hpp"

namespace rgx::stats {

struct RestrictedMean {
  double tau = missing;
  double mean = missing, se = missing, ci_low = missing, ci_high = missing;  // in the unit of time; normal interval
  // Empty, or: "no cases"; "not followed to tau" (the last case before it is censored, so that nothing is known of the
  // curve up to tau). Nothing is computed then.
  std::string reason;
};
// tau > 0, else std::invalid_argument.
RestrictedMean restricted_mean(const SurvivalCurve& curve, double tau, double level = 0.95);

// The smallest of the last times of the curves with cases: the largest tau for which all are known whatever happened
// last. Missing without curves.
double common_follow_up(std::span<const SurvivalCurve> curves);

// Difference (estimate "rmst_difference") and ratio (on the log scale; "rmst_ratio") of `upper` to `lower`; statistic
// z. A curve without mean: too_few; no variance in either: degenerate; ratio of a mean 0: degenerate.
TestResult rmst_difference(const RestrictedMean& upper, const RestrictedMean& lower, double level = 0.95);
TestResult rmst_ratio(const RestrictedMean& upper, const RestrictedMean& lower, double level = 0.95);

// All means equal: Wald χ², df = means known - 1; those without variance make it degenerate.
TestResult rmst_equal(std::span<const RestrictedMean> means);

}  // namespace rgx::stats
