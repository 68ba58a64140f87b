#pragma once
// Logistic regression by iteratively reweighted least squares, as R's glm(family = binomial), run to convergence:
// McCullagh & Nelder, Generalized Linear Models (1989), §2.5. Not penalised: see penalise.hpp.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct LogisticOptions {
  double epsilon = 1e-12;  // relative change of the deviance, glm.control's `epsilon`
  int max_iterations = 100;
};

// Vectors have one place for each column of the design as given; aliased columns are NaN.
struct LogisticFit {
  Eigen::VectorXd coefficient;
  Eigen::VectorXd se, z, p;  // Wald, two-sided
  std::vector<bool> aliased;
  Eigen::MatrixXd covariance;  // columns × columns, NaN where aliased
  Eigen::VectorXd fitted;      // probabilities
  double deviance = 0;
  double null_deviance = 0;  // of the intercept and the offset alone
  double df = 0;
  int iterations = 0;
  bool converged = false;
  // Empty, or: "missing value", "no cases", "wrong sizes", "outcome is not 0/1", "negative weight", "one class"
  // (nothing fitted); "separated", "not converged" (coefficients and fitted are those of the step at which glm would
  // have stopped and may be used to score, as glm's would; se, z and p are NaN).
  std::string reason;
};

// y: 0/1. The design holds its own intercept. weights (prior, glm's `weights`) and offset: none or one a case.
LogisticFit logistic_regression(ConstMatrix design, ConstVector y, ConstVector weights = Eigen::VectorXd(),
                                ConstVector offset = Eigen::VectorXd(), const LogisticOptions& options = {});

struct CoefficientInterval {
  double low;
  double high;
  std::string reason;  // empty, or why an end is missing (NaN) or infinite
};

// Profile-likelihood interval of one coefficient (exp of it: of the odds ratio): where the deviance with that
// coefficient held fixed passes the minimum by qchisq(level, 1). The ends are roots, not MASS's spline (Venables &
// Ripley 2002, §7.2).
CoefficientInterval profile_interval(ConstMatrix design, ConstVector y, const LogisticFit& fit, Eigen::Index column,
                                     double level = 0.95, ConstVector weights = Eigen::VectorXd(),
                                     ConstVector offset = Eigen::VectorXd());

// coefficient ± z · se.
CoefficientInterval wald_interval(double estimate, double se, double level = 0.95);

double inverse_logit(double linear_predictor);
// Probabilities are first cut to [1e-15, 1 - 1e-15].
double logit(double probability);

}  // namespace rgx::stats
