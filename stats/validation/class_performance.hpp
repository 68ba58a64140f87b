#pragma once
// What predictions of one of several classes are worth on cases that were not learned from:
//
//   metric                      several folds or repeats                    one hold-out or external set
//   auc (Hand & Till)           mean of folds, then of repeats;             BCa bootstrap, cases within classes
//                               corrected resampled t
//   log_loss brier accuracy     one repeat's predictions together, then     mean ± t(n-1) sd/sqrt(n); accuracy Wilson
//                               mean of repeats; corrected resampled t
//   balanced_accuracy mcc       the same                                    BCa bootstrap, cases within classes
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/validation/perform.hpp"

namespace rgx::stats {

enum class ClassMetric { auc, log_loss, brier, accuracy, balanced_accuracy, mcc };

// One entry for each held-out case of each fold of each repeat, in any order.
struct ClassOutOfFold {
  std::vector<int> repeat, fold;
  std::vector<int> observed;            // 0 … classes - 1
  Eigen::MatrixXd probability;          // entries × classes, rows sum to 1
  std::vector<std::size_t> train_size;  // of the entry's fold; empty: the repeat's other cases
};

Performance class_performance(const ClassOutOfFold& predictions, ClassMetric metric,
                              const PerformanceOptions& options = {});

// The metric of one set of cases; NaN where it is not defined.
double class_metric(ConstMatrix probability, std::span<const int> y, ClassMetric metric);

}  // namespace rgx::stats
