#pragma once
// Precision (positive predictive value) against recall (sensitivity): what ROC curves hide where positives are rare.
// The level of a useless score is the share of positives, not 0.5.
#include <Eigen/Core>
#include <string>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct PrecisionRecall {
  Eigen::VectorXd threshold;  // downwards, one for each distinct score: called positive when score >= threshold
  Eigen::VectorXd recall, precision;
  std::string reason;  // "one class", "missing value", "wrong sizes", "outcome is not 0/1"; all empty
};
PrecisionRecall precision_recall(ConstVector score, ConstVector y);

enum class PrecisionRecallArea {
  // Sum of precision times the step in recall; equal scores are one step. The default: no line is drawn between
  // thresholds, so none is too hopeful.
  average_precision,
  // Along the hyperbolae between neighbouring points, on which false positives rise linearly with true ones (Davis &
  // Goadrich, ICML 2006), the integral taken exactly; before the first point precision is that of the first point.
  interpolated
};

struct AreaUnderPrecisionRecall {
  double area;
  double low, high;    // logit interval with the number of positives (Boyd, Eng & Page, ECML 2013)
  std::string reason;  // as above: all NaN; "degenerate": area 1, interval NaN
};
AreaUnderPrecisionRecall auprc(ConstVector score, ConstVector y,
                               PrecisionRecallArea kind = PrecisionRecallArea::average_precision, double level = 0.95);

}  // namespace rgx::stats
