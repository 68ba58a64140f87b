#pragma once
// How long cases would have been followed, by Kaplan–Meier with censorings as the events: what weighs censoring away
// (inverse probability of censoring weights; Robins & Rotnitzky 1992, Gerds & Schumacher, Biometrical Journal 48,
// 2006). At one time events come before censorings. R: prodlim::prodlim(Surv(time, event) ~ 1, reverse = TRUE).
#include <Eigen/Core>

#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

// One entry a group of the order; each stratum has its own.
struct Censoring {
  Eigen::VectorXd before, at;  // share not yet censored just before the time, and after it
  Eigen::VectorXd at_risk;     // cases at risk at the time
  Eigen::VectorXd passed;      // Σ of n · censored / at risk² up to the time, n the cases of the stratum
};
Censoring censoring_of(const CoxOrder& order);

// By place: what estimating the weights adds to a case's influence on the mean of `part`. part by place: weighted
// by 1/G(t-) at events up to `until`, by 1/G(until) at cases known to live longer, 0 at all others. One stratum only.
// Mean over i of part_i · f_k, f_k the influence of case k on the cumulative hazard of being censored (just before the
// event of i, or at `until`), as riskRegression::Score(cens.model = "km").
Eigen::VectorXd censoring_influence(const CoxOrder& order, const Censoring& censoring, const Eigen::VectorXd& part,
                                    double until);

}  // namespace rgx::stats
