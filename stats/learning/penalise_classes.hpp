#pragma once
// The elastic net path of several responses at once: classes (multinomial) and numbers (glmnet's "mgaussian"); Simon,
// Friedman & Hastie, arXiv 1311.6529, 2013. Minimise -mean log-likelihood (numbers: 1/2 mean of the squares, summed
// over the responses) + lambda sum_j v_j P(b_j), b_j the coefficients of a column in all responses: P(b) = (1 -
// alpha)/2 |b|² + alpha |b| with |b| the Euclidean norm when grouped (a column is in all responses or in none), or the
// sum over responses of the penalty of penalise.hpp.
#include "stats/learning/penalise.hpp"

namespace rgx::stats {

struct ElasticNetPaths {
  Eigen::VectorXd lambda;
  Eigen::MatrixXd intercept;                 // responses × lambdas; of classes: sum 0
  std::vector<Eigen::MatrixXd> coefficient;  // one a response: columns × lambdas
  Eigen::VectorXd deviance_ratio;
  double null_deviance = 0;
  int passes = 0;
  // As elastic_net's; "offset is of one response"; "limits are of one response" (grouped).
  std::string reason;
};

// y: cases × responses. options.family is not read. Grouped.
ElasticNetPaths multi_response_elastic_net(ConstMatrix x, ConstMatrix y, const PathOptions& options);

// y: 0 … classes - 1. Every class has two cases of positive weight at least. Limits hold in every class; grouped
// takes none.
ElasticNetPaths multinomial_elastic_net(ConstMatrix x, ConstVector y, Eigen::Index classes, const PathOptions& options,
                                        bool grouped = false);

Eigen::Index path_column(const ElasticNetPaths& path, Eigen::Index lambda_index);
// Cases × responses at one place.
Eigen::MatrixXd linear_predictors(const ElasticNetPaths& path, Eigen::Index lambda_index, ConstMatrix x);
// Of linear predictors of classes: rows sum to 1.
Eigen::MatrixXd class_probabilities(const Eigen::MatrixXd& linear_predictors);
// -2 log-likelihood of the class seen, probabilities cut to [1e-5, 1 - 1e-5], one a case.
Eigen::VectorXd class_deviance(ConstVector y, const Eigen::MatrixXd& linear_predictors);

}  // namespace rgx::stats
