// Metrics of predicted against true class that are no means over cases.
#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/validation/confusion.hpp"
#include "stats/validation/perform_layout.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

FourMetric four_of(Metric metric) {
  switch (metric) {
    case Metric::ppv:
      return FourMetric::ppv;
    case Metric::npv:
      return FourMetric::npv;
    case Metric::f1:
      return FourMetric::f1;
    case Metric::mcc:
      return FourMetric::mcc;
    default:
      return FourMetric::balanced_accuracy;
  }
}

FourEstimate of_entries(const OutOfFold& o, Metric metric, const Entries& entries, double level = 0.95) {
  const VectorXd cut = o.threshold.size() > 0 ? VectorXd(o.threshold(entries))
                                              : VectorXd::Constant(static_cast<Index>(entries.size()), 0.5);
  return four_metric(four_counts(o.predicted(entries), o.observed(entries), cut), four_of(metric), level);
}

}  // namespace

bool of_counts(Metric metric) {
  return metric == Metric::ppv || metric == Metric::npv || metric == Metric::f1 || metric == Metric::mcc ||
         metric == Metric::balanced_accuracy;
}

double count_value(const OutOfFold& o, Metric metric, const Entries& entries) {
  return of_entries(o, metric, entries).estimate;
}

void count_performance(Performance& p, const OutOfFold& o, const Layout& layout, Metric metric, double level) {
  if (layout.single()) {
    const FourEstimate found = of_entries(o, metric, layout.folds.begin()->second, level);
    p.estimate = found.estimate;
    p.low = found.low;
    p.high = found.high;
    p.method = found.method;
    p.reason = found.reason;
    return;
  }
  p.method = "corrected resampled t";
  double sum = 0, counted = 0;
  for (const auto& [repeat, entries] : layout.repeats) {
    const FourEstimate found = of_entries(o, metric, entries, level);
    if (std::isnan(found.estimate)) {
      p.reason = found.reason;
      continue;
    }
    sum += found.estimate;
    ++counted;
  }
  if (counted == 0) return;
  p.reason.clear();
  p.estimate = sum / counted;
  std::vector<double> values;
  for (const auto& [place, entries] : layout.folds) {
    const double value = count_value(o, metric, entries);
    if (std::isnan(value))
      ++p.left_out;
    else
      values.push_back(value);
  }
  const CorrectedT t = corrected_resampled_t(Eigen::Map<VectorXd>(values.data(), static_cast<Index>(values.size())),
                                             layout.test_to_train, level);
  if (values.size() < 2 || !std::isfinite(layout.test_to_train)) {
    p.reason = values.size() < 2 ? "one value" : "size of the training part unknown";
    return;
  }
  const double least = metric == Metric::mcc ? -1 : 0;
  p.low = std::clamp(p.estimate + (t.low - t.mean), least, 1.0);
  p.high = std::clamp(p.estimate + (t.high - t.mean), least, 1.0);
}

}  // namespace rgx::stats
