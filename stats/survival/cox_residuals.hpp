#pragma once
// Residuals of proportional hazards (Therneau & Grambsch, Modeling Survival Data, 2000, ch. 4–7).
#include <Eigen/Core>
#include <vector>

#include "stats/survival/cox.hpp"

namespace rgx::stats {

// One place a case used. Columns as in the design; NaN for aliased ones.
struct CoxResiduals {
  std::vector<Eigen::Index> row;  // of the data, ascending
  std::vector<int> event;
  Eigen::VectorXd martingale;  // events seen less events expected
  Eigen::VectorXd deviance;    // the same, made symmetric
  Eigen::MatrixXd score;       // what the case adds to the slope
  Eigen::MatrixXd dfbeta;      // about how much the coefficients fall without the case (its weight included)
  Eigen::MatrixXd dfbetas;     // in standard errors
  std::string reason;          // the fit's; what has not converged has no residuals
};
// R: residuals(coxph(…), type = "martingale", "deviance", "score", "dfbeta", "dfbetas"), run to convergence.
CoxResiduals cox_residuals(const CoxCases& cases, ConstMatrix design, const CoxFit& fit,
                           const CoxOptions& options = {});

// One place an event, by stratum and time. Columns as in the design; NaN for aliased ones, and in strata in which a
// column does not vary.
struct CoxSchoenfeld {
  std::vector<Eigen::Index> row;
  Eigen::VectorXd time;
  Eigen::VectorXd scale;     // 1 - Kaplan–Meier of all cases just before the time
  Eigen::MatrixXd residual;  // x less its mean over those at risk
  Eigen::MatrixXd scaled;    // about the coefficient at that time: Grambsch & Therneau 1994
  // Natural cubic spline in `scale` with knots at its thirds (four parameters) through `scaled`, and its pointwise
  // band; NaN with fewer than 4 distinct times of events.
  Eigen::MatrixXd smooth, low, high;
  std::string reason;  // the fit's
};
// R: residuals(fit, "schoenfeld"), cox.zph(fit, transform = "km", terms = FALSE)$y; smooth: lm(y ~ ns(x, df = 3)), its
// band with the variance that plot.cox.zph takes.
CoxSchoenfeld cox_schoenfeld(const CoxCases& cases, ConstMatrix design, const CoxFit& fit,
                             const CoxOptions& options = {});

}  // namespace rgx::stats
