#pragma once
// Logistic regression penalised by Jeffreys' prior (Firth 1993): finite whatever separates, and less biased. p values
// by penalised likelihood ratio, intervals by profile penalised likelihood (Heinze & Schemper, Statistics in Medicine
// 21, 2002, 2409–2419): the likelihood with some coefficients held, penalised by the information of the whole design.
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

struct FirthOptions {
  double level = 0.95;
  bool tests = true;  // p values and intervals; else estimates and standard errors only
  int max_iterations = 500;
};

// Vectors have one place for each column of the design as given; aliased columns are NaN.
struct FirthFit {
  Eigen::VectorXd coefficient;
  Eigen::VectorXd se;                     // of the information at the estimate
  Eigen::VectorXd statistic, p, log10_p;  // penalised likelihood ratio, df 1
  Eigen::VectorXd ci_low, ci_high;        // of the coefficient, profile penalised likelihood
  std::vector<bool> aliased;
  Eigen::MatrixXd covariance;
  Eigen::VectorXd fitted;  // probabilities
  double penalised_log_likelihood = missing;
  int iterations = 0;
  bool converged = false;
  // Empty, or: "missing value", "no cases", "wrong sizes", "outcome is not 0/1", "negative weight", "one class",
  // "not converged".
  std::string reason;
};

// y: 0/1; the design holds its own intercept; weights (counts of cases) and offset: none or one a case. Run to
// convergence. R: brglm2::brglmFit(type = "AS_mean", epsilon = 1e-12); p and intervals as logistf.
FirthFit firth_regression(ConstMatrix design, ConstVector y, ConstVector weights = Eigen::VectorXd(),
                          ConstVector offset = Eigen::VectorXd(), const FirthOptions& options = {});

// Penalised likelihood ratio of some columns, on complete cases; odds ratio with profile interval where one is tested.
TestResult firth_test(ConstMatrix design, const Eigen::VectorXd& y, std::span<const Eigen::Index> columns,
                      const Eigen::VectorXd& weights = Eigen::VectorXd(),
                      const Eigen::VectorXd& offset = Eigen::VectorXd(), double level = 0.95);

}  // namespace rgx::stats
