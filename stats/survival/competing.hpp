#pragma once
// Events of several kinds, of which only the first is seen: cumulative incidence (Aalen & Johansen 1978) and Gray's
// test that groups share it.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// One place a case. NaN and negative codes are missing; cases with anything missing are left out.
struct CompetingCases {
  Eigen::VectorXd time;    // any unit; 0 is a time like any other
  std::vector<int> cause;  // 0 where censored, else what happened: 1, 2, …
  Eigen::VectorXd entry;   // from when on the case is seen: at risk at t when entry < t ≤ time; empty: always
  [[nodiscard]] Eigen::Index size() const { return time.size(); }
};

// A step function, one place a time at which the cause was seen.
struct CumulativeIncidence {
  std::size_t n = 0, events = 0;  // cases used; of them with the cause
  std::vector<double> time;
  std::vector<double> at_risk;          // just before
  std::vector<double> count;            // events of the cause
  std::vector<double> estimate;         // from here on
  std::vector<double> variance;         // Aalen (1978), with the ties' hypergeometric factor
  std::vector<double> ci_low, ci_high;  // of ln(-ln F), cut to [0, 1]; missing where F is 0 or 1
};
// Probability that the cause came first, by time. Cases censored at a time of events are at risk with them.
// R: cmprsk::cuminc, est and var; with entry: survfit(Surv(entry, time, factor(cause)) ~ 1). Wrong sizes, and an entry
// that is not before its time, throw std::invalid_argument.
CumulativeIncidence cumulative_incidence(const CompetingCases& cases, int cause = 1, double level = 0.95);
// Value of a step function's column at t: that of the last step not after it, `before` ahead of the first.
double step_at(const CumulativeIncidence& curve, const std::vector<double>& column, double t, double before);

// Gray 1988: do groups (codes 0 … k-1) share the cumulative incidence of a cause; weights (1 - F)^rho; sums within
// strata. Chi-square with one degree of freedom less than the groups that have something to compare. R: cmprsk::cuminc,
// Tests. Cases that enter late throw std::invalid_argument, as do wrong sizes.
// Fewer than two groups at risk at an event: one_class.
TestResult gray_test(const CompetingCases& cases, std::span<const int> group, std::span<const int> stratum = {},
                     int cause = 1, double rho = 0);

}  // namespace rgx::stats
