#pragma once
// Cross-validated deviance along an elastic net path. R: cv.glmnet(x, y, foldid = fold, lambda = path's).
#include <span>
#include <string>

#include "stats/base/parallel.hpp"
#include "stats/learning/penalise.hpp"
#include "stats/learning/penalise_classes.hpp"
#include "stats/learning/penalise_cox.hpp"

namespace rgx::stats {

// A place a lambda.
struct PathValidation {
  Eigen::VectorXd mean;  // of the folds' mean deviances, weighted with their weight
  // Standard error of that, from the spread between folds; between cases when a fold has fewer than three.
  Eigen::VectorXd se;
  Eigen::MatrixXd fold_deviance;  // folds × lambdas
  Eigen::Index best = 0;          // least mean; of equal ones the largest lambda
  Eigen::Index one_se = 0;        // the largest lambda with a mean no more than one standard error above the least
  std::string reason;             // empty, or why there is none: "fewer than two folds", "fold 3: one class", …
};

// The largest lambda (the first place) with a mean no more than one standard error above the least. NaN is no mean.
Eigen::Index least_place(ConstVector mean);
Eigen::Index one_se_place(ConstVector mean, ConstVector se);

struct ValidatedPath {
  ElasticNetPath path;  // of all cases; its lambdas are those of every fold
  PathValidation folds;
};
struct ValidatedPaths {
  ElasticNetPaths path;
  PathValidation folds;
};

// fold: a code of each case, 0 … folds - 1; each is held out once. Weights weigh held-out cases, too.
ValidatedPath cross_validate(ConstMatrix x, ConstVector y, const PathOptions& options, std::span<const int> fold,
                             const ParallelFor& parallel = serial_for);
// Held-out deviance as held_out_cox_deviance, weighted with the weight of the held-out events.
ValidatedPath cross_validate(const CoxCases& cases, ConstMatrix x, const PathOptions& options,
                             std::span<const int> fold, CoxTies ties = CoxTies::breslow,
                             const ParallelFor& parallel = serial_for);
ValidatedPaths cross_validate_classes(ConstMatrix x, ConstVector y, Eigen::Index classes, const PathOptions& options,
                                      std::span<const int> fold, bool grouped = false,
                                      const ParallelFor& parallel = serial_for);
ValidatedPaths cross_validate_responses(ConstMatrix x, ConstMatrix y, const PathOptions& options,
                                        std::span<const int> fold, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
