#pragma once
// The elastic net path of glmnet: Friedman, Hastie & Tibshirani, J Stat Softw 33(1), 2010; strong rules of Tibshirani
// et al., J R Stat Soc B 74, 2012. Gaussian: minimise 1/2 mean (y - b0 - x b)² + lambda P(b) on y scaled to 1/n
// standard deviation 1, lambda scaled with it (glmnet's way: it matters to the ridge part); binomial, Poisson (log
// link): minimise -mean log-likelihood + lambda P(b); P(b) = sum_j v_j ((1 - alpha)/2 b_j² + alpha |b_j|), on columns
// scaled by their 1/n standard deviation when `standardise`. Coefficients are given for the columns as they came.
// Survival: penalise_cox.hpp; several responses and classes: penalise_classes.hpp; folds: penalise_cv.hpp.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

enum class PenalisedFamily { gaussian, binomial, poisson, cox };

struct PathOptions {
  PenalisedFamily family = PenalisedFamily::gaussian;
  double alpha = 1;             // [0, 1]; 0 starts its path where alpha 0.001 would
  int lambda_count = 100;       // of glmnet's own sequence
  double lambda_min_ratio = 0;  // 0: 1e-4, or 1e-2 when there are fewer cases than columns
  std::vector<double> lambda;   // not empty: these (sorted downwards), and no early stop by deviance
  bool standardise = true;
  bool intercept = true;
  Eigen::VectorXd penalty_factor;  // empty: 1; rescaled to mean 1; 0: not penalised
  Eigen::VectorXd weights;         // empty: 1; rescaled to sum 1
  Eigen::VectorXd offset;          // empty: 0; added to the linear predictor
  // Of the coefficients, for the columns as they came; empty: none. lower ≤ 0 ≤ upper. A limit of 0 turns the early
  // stop for want of gain off, as glmnet does.
  Eigen::VectorXd lower, upper;
  double threshold = 1e-7;  // glmnet's `thresh`
  int max_passes = 100000;  // over the columns, for the whole path
};

struct ElasticNetPath {
  PenalisedFamily family = PenalisedFamily::gaussian;
  Eigen::VectorXd lambda;          // as far as the path went, downwards
  Eigen::VectorXd intercept;       // one a lambda; cox: 0
  Eigen::MatrixXd coefficient;     // columns × lambdas
  Eigen::VectorXd deviance_ratio;  // share of the null deviance explained (gaussian: R²)
  double null_deviance = 0;        // of the intercept (where there is one) and the offset alone
  int passes = 0;
  // Empty, or why there is no path: "missing value", "no cases", "wrong sizes", "one class", "one case of a class",
  // "constant outcome", "outcome is not 0/1", "outcome is not a count", "negative weight", "negative penalty factor",
  // "limits exclude 0", "bad lambda", "alpha outside [0, 1]", "no columns to penalise" (none, or all constant). "not
  // converged": the path ends before the lambda that ran out of passes.
  std::string reason;
};

// x: cases × columns, y: numbers, 0/1, or counts. Columns constant in x get coefficient 0. The path stops early as
// glmnet's does (fdev 1e-5, devmax 0.999, from the fifth lambda on) unless lambda was given.
ElasticNetPath elastic_net(ConstMatrix x, ConstVector y, const PathOptions& options);

// The column of a path for a place in the lambda sequence it was asked for: a path that stopped early answers with
// its last column, as glmnet's predict does for a smaller lambda.
Eigen::Index path_column(const ElasticNetPath& path, Eigen::Index lambda_index);

// Linear predictor of any cases, without offset: at one place of the sequence (n), or at all of the path's (n ×
// lambdas).
Eigen::VectorXd linear_predictor(const ElasticNetPath& path, Eigen::Index lambda_index, ConstMatrix x);
Eigen::MatrixXd linear_predictors(const ElasticNetPath& path, ConstMatrix x);
// Value (gaussian), probability (binomial), expected count (poisson), log hazard (cox).
Eigen::VectorXd predict(const ElasticNetPath& path, Eigen::Index lambda_index, ConstMatrix x);

// Deviance of held-out cases, one a case, cv.glmnet's measure for tuning: squared error, -2 log-likelihood with
// probabilities cut to [1e-5, 1 - 1e-5], or Poisson's. Not of cox, whose cases have none of their own.
Eigen::VectorXd case_deviance(PenalisedFamily family, ConstVector y, ConstVector linear_predictor);
double mean_deviance(PenalisedFamily family, ConstVector y, ConstVector linear_predictor);

}  // namespace rgx::stats
