#pragma once
// Survival that a proportional hazards fit predicts: the baseline hazard after Breslow (1974), or with tied events as
// Efron's likelihood counts them. R: survfit(coxph(…), newdata), basehaz(fit, centered = FALSE).
#include <span>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/survival/cox.hpp"

namespace rgx::stats {

struct CoxBaseline {
  struct Curve {
    int stratum;                            // its code; 0 without strata
    double centre;                          // log hazard that the curve belongs to
    std::vector<double> time;               // of events, ascending
    std::vector<double> cumulative_hazard;  // from the time on
  };
  std::vector<Curve> curves;  // by code of the stratum
  // Chance to live longer than t at a log hazard (offset included): exp(-H(t) · exp(log hazard)). 1 before the first
  // event; what holds after the last event is its value there. NaN for a stratum not seen.
  [[nodiscard]] double survival(double log_hazard, double t, int stratum = 0) const;
  // Cases × times.
  [[nodiscard]] Eigen::MatrixXd survival(ConstVector log_hazard, std::span<const double> times, int stratum = 0) const;
};

// Of the cases that the fit used. Aliased columns have no part in the log hazard; an infinite coefficient gives no
// curve.
CoxBaseline cox_baseline(const CoxCases& cases, ConstMatrix design, const CoxFit& fit, CoxTies ties = CoxTies::efron);

}  // namespace rgx::stats
