#pragma once
// The ROC curve: area with ties as halves, DeLong's variance, thresholds. A high score speaks for the positive class;
// the direction is never flipped. A case is called positive when its score >= threshold.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// Share of (positive, negative) pairs in which the positive scores higher, ties 1/2. y: 0/1. NaN when one class is
// absent or a value is missing.
double auc(ConstVector score, ConstVector y);

struct DelongAuc {
  double auc;
  double variance;
  double low, high;    // auc ± z · sqrt(variance), cut to [0, 1], as pROC::ci.auc(method = "delong")
  std::string reason;  // "one class", "missing value": all NaN; "degenerate": auc 0 or 1, interval NaN;
                       // "too few cases": a class of one, interval NaN
};
// Only where one fixed model scores independent cases (DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988).
DelongAuc delong(ConstVector score, ConstVector y, double level = 0.95);

struct DelongDifference {
  double difference;  // auc(a) - auc(b)
  double se, z, p;    // two-sided
  double low, high;
  std::string reason;
};
// Two fixed scores of the same independent cases, as pROC::roc.test(paired = TRUE, method = "delong").
DelongDifference delong_difference(ConstVector a, ConstVector b, ConstVector y, double level = 0.95);

struct DelongUnpaired {
  double difference;    // auc(a) - auc(b)
  double se, t, df, p;  // two-sided, Welch's degrees of freedom
  double low, high;
  std::string reason;
};
// Each score of its own independent cases, as pROC::roc.test(paired = FALSE, method = "delong").
DelongUnpaired delong_unpaired(ConstVector a, ConstVector y_a, ConstVector b, ConstVector y_b, double level = 0.95);

struct RocCurve {
  Eigen::VectorXd threshold;  // downwards: +Inf, midpoints between neighbouring scores, -Inf
  Eigen::VectorXd sensitivity, specificity;
  std::string reason;
};
RocCurve roc_curve(ConstVector score, ConstVector y);

// Both are learned in training parts only. Among equals the highest threshold. NaN when one class is absent; may be
// +-Inf.
double youden_threshold(ConstVector score, ConstVector y);
// The highest threshold whose sensitivity is at least the one asked (0 … 1).
double sensitivity_threshold(ConstVector score, ConstVector y, double sensitivity);

}  // namespace rgx::stats
