#pragma once
// Proportional hazards regression (Cox 1972) by Newton's method on the partial likelihood, run to convergence.
// R: survival::coxph(Surv(time, event) ~ x + strata(s) + offset(o), weights = w, cluster = id, eps = 1e-12).
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"
#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

struct CoxOptions {
  CoxTies ties = CoxTies::efron;
  double level = 0.95;
  // Change of the log-likelihood, relative to that at coefficients 0, below which it stands still.
  double epsilon = 1e-12;
  int max_iterations = 60;
};

// Vectors have one place for each column of the design as given; aliased columns are NaN.
struct CoxFit {
  Eigen::Index n = 0, events = 0;  // cases used, after missing values
  // Log hazard ratios; ±infinity where the likelihood keeps rising that way, NaN where that leaves another
  // undetermined.
  Eigen::VectorXd coefficient;
  Eigen::VectorXd se;  // inverse information; NaN at infinite coefficients
  // By cluster (Lin & Wei 1989); empty without clusters. coxph takes each case for a cluster where weights are
  // fractions; here that is asked for by a code for each case.
  Eigen::VectorXd robust_se;
  Eigen::VectorXd z, p, log10_p;                  // Wald, two-sided; robust with clusters
  Eigen::VectorXd hazard_ratio, ci_low, ci_high;  // Wald interval, robust with clusters
  std::vector<bool> aliased;          // nothing is left of the column after those before it, strata included
  std::vector<bool> infinite;         // monotone likelihood (Heinze & Schemper 2001)
  Eigen::MatrixXd covariance;         // of `se`; NaN where aliased or infinite
  Eigen::MatrixXd robust_covariance;  // empty without clusters
  double log_likelihood_null = missing, log_likelihood = missing;  // at coefficients 0, at the maximum or its limit
  // All columns at once. Wald (missing when a coefficient is infinite; robust with clusters), likelihood ratio and
  // score at 0; robust_score by cluster.
  ChiSquare wald, likelihood_ratio, score, robust_score;
  int iterations = 0;
  bool converged = false;
  // Empty, or: "no cases", "no events", "weight not positive", "not finite" (nothing fitted); "monotone likelihood"
  // (finite coefficients, likelihood ratio and score are good); "not converged".
  std::string reason;
};

// The design holds no intercept (a constant column comes out aliased). Cases with anything missing are left out.
CoxFit cox_regression(const CoxCases& cases, ConstMatrix design, const CoxOptions& options = {});

// Test of some columns given the others; estimate: hazard ratio with Wald interval where one column is tested.
// Likelihood ratio: of the fits with and without them; score: slope at the fit without them. Both take no account of
// clusters. A column that runs to infinity has hazard ratio 0 or infinity, its Wald p is missing as `separated`.
TestResult cox_test(const CoxCases& cases, ConstMatrix design, std::span<const Eigen::Index> columns, ModelTest test,
                    const CoxOptions& options = {});

struct ProportionalHazards {
  std::vector<ChiSquare> column;  // one a column, df 1; missing where aliased or infinite
  ChiSquare global;
  std::string reason;  // the fit's
};
// Score test that the coefficients change with 1 - Kaplan–Meier of all cases just before the event (Grambsch &
// Therneau 1994, in the exact form). R: cox.zph(fit, transform = "km", terms = FALSE) of survival 3.2 and later.
ProportionalHazards cox_proportional_hazards(const CoxCases& cases, ConstMatrix design, const CoxFit& fit,
                                             const CoxOptions& options = {});

}  // namespace rgx::stats
