#pragma once
// Proportional odds regression of ordered categories (McCullagh 1980): logit P(Y <= k) = ζ_k - xβ, so that a positive
// coefficient means higher categories. Newton's method with observed information, to convergence.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

// Vectors have one place for each column of the design as given; aliased columns are NaN.
struct OrdinalFit {
  std::vector<int> levels;    // codes that have cases, ascending
  Eigen::VectorXd threshold;  // ζ, one fewer than levels
  Eigen::VectorXd threshold_se;
  Eigen::VectorXd coefficient;        // log odds ratios, the same at every threshold
  Eigen::VectorXd se, z, p, log10_p;  // Wald, two-sided
  std::vector<bool> aliased;
  Eigen::MatrixXd covariance;  // of the coefficients
  double log_likelihood = missing;
  int iterations = 0;
  bool converged = false;
  // Empty, or: "missing value", "no cases", "wrong sizes", "negative weight", "one class" (nothing fitted); "separated"
  // (parameters and likelihood are those where the likelihood stood still; se, z, p NaN), "not converged".
  std::string reason;
};

// y: codes 0, 1, … in order (a negative one is missing); the design holds no intercept; weights and offset: none or one
// a case. R: ordinal::clm(y ~ x), MASS::polr(y ~ x, Hess = TRUE), run to convergence.
OrdinalFit ordinal_regression(ConstMatrix design, std::span<const int> y, ConstVector weights = Eigen::VectorXd(),
                              ConstVector offset = Eigen::VectorXd());

// Wald or likelihood ratio of some columns on complete cases; odds ratio with Wald interval where one is tested.
// Separation as in logistic_test. `score` throws std::invalid_argument. R: anova(smaller, larger).
TestResult ordinal_test(ConstMatrix design, std::span<const int> y, std::span<const Eigen::Index> columns,
                        ModelTest test, const Eigen::VectorXd& weights = Eigen::VectorXd(),
                        const Eigen::VectorXd& offset = Eigen::VectorXd(), double level = 0.95);

}  // namespace rgx::stats
