#pragma once
// Local quadratic regression, evaluated where it is asked (Cleveland & Devlin, Journal of the American Statistical
// Association 83, 1988): tricube weights over the nearest span · n cases.
#include <Eigen/Core>
#include <string>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// loess(y ~ x, span, degree = 2, surface = "direct") evaluated at `at`. NaN where the local design is singular.
Eigen::VectorXd loess(ConstVector x, ConstVector y, ConstVector at, double span = 0.75);

// With its band: predict(loess(y ~ x, span, surface = "direct", statistics = "exact"), at, se = TRUE).
struct LoessBand {
  Eigen::VectorXd fitted, se;  // at `at`; NaN where the local design is singular
  Eigen::VectorXd low, high;   // fitted ± t · se
  double sigma;                // residual scale
  double df;           // of t, by two moments of the residuals; infinite above 500 cases, where it is not formed
  std::string reason;  // "singular": a case's own fit is, and there is no band
};
LoessBand loess_band(ConstVector x, ConstVector y, ConstVector at, double span = 0.75, double level = 0.95);

}  // namespace rgx::stats
