// Distances of predictions from a smooth of the outcome.
#include <algorithm>
#include <cmath>

#include "stats/base/describe.hpp"
#include "stats/base/result.hpp"
#include "stats/validation/calibration.hpp"
#include "stats/validation/perform_layout.hpp"

namespace rgx::stats {

using Eigen::VectorXd;

bool of_smooth(Metric metric) { return metric == Metric::ici || metric == Metric::e50 || metric == Metric::e90; }

void smooth_performance(Performance& p, const OutOfFold& o, const Layout& layout, Metric metric,
                        const PerformanceOptions& options) {
  double sum = 0, counted = 0;
  for (const auto& [repeat, entries] : layout.repeats) {
    const auto found = calibration_distance(o.predicted(entries), o.observed(entries));
    const double value = metric == Metric::ici ? found.mean : metric == Metric::e50 ? found.median : found.p90;
    if (std::isnan(value)) {
      ++p.left_out;
      continue;
    }
    sum += value;
    ++counted;
  }
  if (counted == 0) {
    p.reason = p.n < 10 ? "too few cases" : "no smooth";
    return;
  }
  p.estimate = sum / counted;
  if (metric != Metric::ici || options.replicates == 0) return;
  p.method = "bootstrap";
  // Of the first repeat that has a value: the others are of the same cases.
  for (const auto& [repeat, entries] : layout.repeats) {
    const Interval ci = calibration_index_interval(o.predicted(entries), o.observed(entries), options.replicates,
                                                   Stream(options.key), options.level);
    if (std::isnan(ci.low)) continue;
    p.low = ci.low;
    p.high = ci.high;
    return;
  }
  p.reason = "no smooth";
}

}  // namespace rgx::stats
