#pragma once
// What a model's predictions on cases it did not learn from are worth. Every metric is one estimate with one interval:
//
//   metric                     several folds or repeats                        one hold-out or external set
//   auc                        mean of folds, then of repeats;                 DeLong
//                              corrected resampled t
//   brier log_loss accuracy    one repeat's out-of-fold predictions together,  mean ± t(n-1) sd/sqrt(n) (brier,
//   sensitivity specificity    then mean of repeats; corrected resampled t     log_loss); Wilson (the shares)
//   calibration_intercept      the same; Wald with the repeats' mean variance  profile likelihood
//   calibration_slope
//   r_squared rmse             the same; corrected resampled t on the folds'   mean squared error ± t(n-1) sd/sqrt(n),
//                              mean squared errors, carried over               carried over
//
// DeLong asks for one fixed model; scores from several training parts are none. The corrected resampled t (Nadeau &
// Bengio, Machine Learning 52, 2003) allows for training parts that overlap. Calibration is not estimated in single
// folds (a fold of 40 cases has no slope worth the name), so its interval is that of one repeat's fit: averaging
// repeats does not add cases.
#include <Eigen/Core>
#include <cstddef>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

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
  brier,
  log_loss,
  accuracy,
  sensitivity,
  specificity,
  calibration_intercept,
  calibration_slope,
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

Performance performance(const OutOfFold& predictions, Metric metric, double level = 0.95);

struct CorrectedT {
  double mean, se, df;
  double low, high;    // not cut
  double t, p;         // against 0, two-sided
  std::string reason;  // "one value": interval NaN; "no variation": se 0
};
// values: one a fold and repeat; test_to_train: mean n_test / mean n_train.
CorrectedT corrected_resampled_t(ConstVector values, double test_to_train, double level = 0.95);

// Models compared on the same folds: per-fold differences of a metric, a - b. For auc folds of one class are left out;
// for the others each fold's own mean loss or share.
CorrectedT compare_on_folds(const OutOfFold& a, const OutOfFold& b, Metric metric, double level = 0.95);

// prop.test(x, n, correct = FALSE)$conf.int (Wilson 1927).
struct Share {
  double estimate, low, high;
};
Share wilson(std::size_t events, std::size_t n, double level = 0.95);

}  // namespace rgx::stats
