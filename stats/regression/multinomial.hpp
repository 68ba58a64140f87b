#pragma once
// Multinomial logistic regression (Agresti, Categorical Data Analysis, 2013, §8.1): the log odds of each category
// against the first are linear. Newton's method to convergence.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

// Matrices have a row for each column of the design as given and a column for each level but the first; aliased rows
// are NaN.
struct MultinomialFit {
  std::vector<int> levels;  // codes that have cases, ascending; the first is the reference
  Eigen::MatrixXd coefficient;
  Eigen::MatrixXd se, z, p, log10_p;  // Wald, two-sided
  std::vector<bool> aliased;          // one a column of the design
  Eigen::MatrixXd covariance;         // of the coefficients, one level after another; NaN where aliased
  Eigen::MatrixXd fitted;             // cases × levels, probabilities
  double log_likelihood = missing;
  int iterations = 0;
  bool converged = false;
  std::string reason;  // as OrdinalFit's
};

// y: codes (a negative one is missing); the design holds its own intercept; weights: none or one a case. R:
// VGAM::vglm(y ~ x, multinomial(refLevel = 1), epsilon = 1e-13).
MultinomialFit multinomial_regression(ConstMatrix design, std::span<const int> y,
                                      ConstVector weights = Eigen::VectorXd());

// Wald or likelihood ratio of some columns in all equations at once, df columns × (levels - 1), on complete cases.
// Odds ratio with Wald interval where one column is tested between two levels. Separation as in logistic_test. `score`
// throws std::invalid_argument.
TestResult multinomial_test(ConstMatrix design, std::span<const int> y, std::span<const Eigen::Index> columns,
                            ModelTest test, const Eigen::VectorXd& weights = Eigen::VectorXd(), double level = 0.95);

}  // namespace rgx::stats
