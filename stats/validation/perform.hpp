#pragma once
// What a model's predictions on cases it did not learn from are worth. Every metric is one estimate with one interval:
//
//   metric                     several folds or repeats                        one hold-out or external set
//   auc                        mean of folds, then of repeats;                 DeLong
//   auprc                      corrected resampled t                           logit (Boyd et al. 2013)
//   brier log_loss accuracy    one repeat's out-of-fold predictions together,  mean ± t(n-1) sd/sqrt(n) (brier,
//   sensitivity specificity    then mean of repeats; corrected resampled t     log_loss); Wilson (the shares)
//   ppv npv                                                                    Wilson
//   f1 mcc balanced_accuracy                                                   confusion.hpp
//   calibration_intercept      the same; Wald with the repeats' mean variance  profile likelihood
//   calibration_slope
//   ici e50 e90                the same; ici: bootstrap of one repeat's cases  ici: bootstrap of the cases; else none
//   correlation                as auc: Pearson's r within each fold            Fisher's z, 1/sqrt(n - 3)
//   r_squared rmse             as brier; corrected resampled t on the folds'   mean squared error ± t(n-1) sd/sqrt(n),
//                              mean squared errors, carried over               carried over
//
// Areas and correlations compare cases of one fold: pooled over folds, scores of models that found nothing go against
// the outcome, since a training part without a high case predicts it low.
//
// auprc is the average precision (precision_recall.hpp). Shares of calls and mcc, f1 are of one repeat's counts, so
// that no fold without a call is lost; their intervals have the width the folds' own values give.
//
// DeLong asks for one fixed model; scores from several training parts are none. The corrected resampled t (Nadeau &
// Bengio, Machine Learning 52, 2003) allows for training parts that overlap. Calibration is not estimated in single
// folds (a fold of 40 cases has no slope worth the name), so its interval is that of one repeat's fit: averaging
// repeats does not add cases.
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/validation/intervals.hpp"

namespace rgx::stats {

// One entry for each held-out case of each fold of each repeat, in any order.
struct OutOfFold {
  std::vector<int> repeat, fold;
  Eigen::VectorXd observed;   // 0/1, or numbers
  Eigen::VectorXd predicted;  // probability, or value
  // Cut at which a probability is called positive, learned in that fold's training part; empty: 0.5.
  Eigen::VectorXd threshold;
  // Size of the training part of each entry's fold. Empty: the repeat's other cases (cross-validation).
  std::vector<std::size_t> train_size;
};

enum class Metric {
  auc,
  auprc,
  brier,
  log_loss,
  accuracy,
  sensitivity,
  specificity,
  ppv,
  npv,
  f1,
  mcc,
  balanced_accuracy,
  calibration_intercept,
  calibration_slope,
  ici,
  e50,
  e90,
  correlation,
  r_squared,
  rmse
};

struct Performance {
  double estimate, low, high;
  std::size_t n = 0;         // cases predicted, each counted once
  std::string method;        // of the interval: "corrected resampled t", "DeLong", "Wilson", "t", "Wald", "profile"
  std::size_t left_out = 0;  // folds (auc, sensitivity, specificity) or repeats (calibration) that gave no value
  std::string reason;        // not empty: why estimate, or only the interval, is NaN
};

struct PerformanceOptions {
  double level = 0.95;
  std::uint32_t replicates = 500;  // of the bootstrap of ici; 0: no interval
  std::uint64_t key = 0;           // its stream
};
Performance performance(const OutOfFold& predictions, Metric metric, const PerformanceOptions& options = {});

// Models compared on the same folds: per-fold differences of a metric, a - b. For auc folds of one class are left out;
// for the others each fold's own mean loss or share.
CorrectedT compare_on_folds(const OutOfFold& a, const OutOfFold& b, Metric metric, double level = 0.95);

}  // namespace rgx::stats
