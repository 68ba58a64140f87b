#pragma once
// What follows from the four counts of predicted against true class.
#include <string>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct FourCounts {
  double true_positive = 0, false_positive = 0, false_negative = 0, true_negative = 0;
  [[nodiscard]] double total() const { return true_positive + false_positive + false_negative + true_negative; }
};
// Positive: score >= threshold. threshold: one a case. y: 0/1.
FourCounts four_counts(ConstVector score, ConstVector y, ConstVector threshold);

enum class FourMetric {
  sensitivity,
  specificity,
  ppv,                // true among the called positive
  npv,                // true among the called negative
  f1,                 // 2 TP / (2 TP + FP + FN)
  mcc,                // Matthews' correlation: Pearson's of the two classes
  balanced_accuracy,  // mean of sensitivity and specificity
  accuracy
};

struct FourEstimate {
  double estimate, low, high;
  std::string method;  // of the interval
  std::string reason;  // not empty: why the estimate, or only the interval, is NaN
};
// Intervals: shares Wilson; balanced accuracy normal with the two binomial variances; F1 and MCC by the delta method
// on the multinomial counts, MCC on Fisher's z scale. A denominator of 0 gives NaN ("one class", "none called
// positive", "none called negative"); MCC is 0 where only the calls are of one class, its limit (Chicco & Jurman, BMC
// Genomics 21, 2020). "degenerate": no spread at the edge, interval NaN.
FourEstimate four_metric(const FourCounts& counts, FourMetric metric, double level = 0.95);

}  // namespace rgx::stats
