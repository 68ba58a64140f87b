#pragma once
// Regression of counts with log link: Poisson (McCullagh & Nelder 1989, §6.2) and negative binomial with variance
// μ + μ²/θ (Venables & Ripley 2002, §7.4), by Newton's method to convergence.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

// Vectors have one place for each column of the design as given; aliased columns are NaN.
struct CountFit {
  Eigen::VectorXd coefficient;        // log rate ratios
  Eigen::VectorXd se, z, p, log10_p;  // Wald; expected information, θ taken as known
  std::vector<bool> aliased;
  Eigen::MatrixXd covariance;
  Eigen::VectorXd fitted;           // means
  double log_likelihood = missing;  // all constants included
  double deviance = missing;
  double df = missing;        // cases of positive weight less rank
  double theta = missing;     // infinite: Poisson
  double theta_se = missing;  // of the observed information of θ; NaN where θ is infinite
  bool converged = false;
  // Empty, or: "missing value", "no cases", "wrong sizes", "negative count", "negative weight", "no events" (all counts
  // 0), "not finite", "separated" (a coefficient runs to infinity: coefficients, fitted and likelihood are those where
  // the likelihood stood still; se, z, p NaN), "not converged".
  std::string reason;
};

// y: counts, need not be whole; the design holds its own intercept; offset: log exposure; weights and offset: none or
// one a case. R: glm(y ~ x + offset(o), poisson, weights = w).
CountFit poisson_regression(ConstMatrix design, ConstVector y, ConstVector weights = Eigen::VectorXd(),
                            ConstVector offset = Eigen::VectorXd());

// θ by maximum likelihood; infinite where the counts vary no more than Poisson's (the likelihood then falls from
// 1/θ = 0), which makes the fit Poisson's. R: MASS::glm.nb, its two steps repeated to convergence.
CountFit negative_binomial_regression(ConstMatrix design, ConstVector y, ConstVector weights = Eigen::VectorXd(),
                                      ConstVector offset = Eigen::VectorXd());

// Tests of some columns on complete cases; rate ratio with Wald interval where one is tested. Separation as in
// logistic_test. R: anova(smaller, larger, test = "LRT" or "Rao").
TestResult poisson_test(ConstMatrix design, const Eigen::VectorXd& y, std::span<const Eigen::Index> columns,
                        ModelTest test, const Eigen::VectorXd& weights = Eigen::VectorXd(),
                        const Eigen::VectorXd& offset = Eigen::VectorXd(), double level = 0.95);

// Wald, or the likelihood ratio of two fits each with its own θ (R: anova of two glm.nb fits). `score` throws
// std::invalid_argument.
TestResult negative_binomial_test(ConstMatrix design, const Eigen::VectorXd& y, std::span<const Eigen::Index> columns,
                                  ModelTest test, const Eigen::VectorXd& weights = Eigen::VectorXd(),
                                  const Eigen::VectorXd& offset = Eigen::VectorXd(), double level = 0.95);

}  // namespace rgx::stats
