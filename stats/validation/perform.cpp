#include "stats/validation/perform.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <utility>

#include "stats/base/margin.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"
#include "stats/validation/calibration.hpp"
#include "stats/validation/perform_layout.hpp"
#include "stats/validation/precision_recall.hpp"
#include "stats/validation/roc.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

// What a metric averages over cases; NaN where the case is not counted.
double of_case(const OutOfFold& o, Metric metric, Index i) {
  const double y = o.observed[i];
  const double p = o.predicted[i];
  const bool positive = p >= (o.threshold.size() > 0 ? o.threshold[i] : 0.5);
  switch (metric) {
    case Metric::brier:
    case Metric::r_squared:
    case Metric::rmse:
      return (p - y) * (p - y);
    case Metric::log_loss: {
      const double cut = std::clamp(p, 1e-15, 1 - 1e-15);
      return -(y == 1 ? std::log(cut) : std::log1p(-cut));
    }
    case Metric::accuracy:
      return positive == (y == 1) ? 1 : 0;
    case Metric::sensitivity:
      return y == 1 ? (positive ? 1 : 0) : nan;
    case Metric::specificity:
      return y == 0 ? (positive ? 0 : 1) : nan;
    default:
      return nan;
  }
}

// Mean over the entries that count; NaN when none does.
double mean_of(const OutOfFold& o, Metric metric, const Entries& entries) {
  double sum = 0;
  int counted = 0;
  for (const Index i : entries) {
    const double value = of_case(o, metric, i);
    if (std::isnan(value)) continue;
    sum += value;
    ++counted;
  }
  return counted > 0 ? sum / counted : nan;
}

double variance_of(const OutOfFold& o, const Entries& entries) {
  const VectorXd y = o.observed(entries);
  return (y.array() - y.mean()).square().mean();
}

// Pearson's; NaN where one of the two is constant.
double correlation_of(const OutOfFold& o, const Entries& entries) {
  const VectorXd x = o.predicted(entries), y = o.observed(entries);
  if (x.size() < 3) return nan;
  const VectorXd dx = x.array() - x.mean(), dy = y.array() - y.mean();
  const double scale = dx.norm() * dy.norm();
  const double least = 1e-12 * std::max(x.norm() * dy.norm(), dx.norm() * y.norm());  // what rounding leaves of nothing
  return scale > least ? std::clamp(dx.dot(dy) / scale, -1.0, 1.0) : nan;
}

// Compared within a fold, as an area.
bool of_order(Metric metric) {
  return metric == Metric::auc || metric == Metric::auprc || metric == Metric::correlation;
}

double fold_value(const OutOfFold& o, Metric metric, const Entries& entries) {
  if (metric == Metric::correlation) return correlation_of(o, entries);
  if (metric == Metric::auc) return auc(o.predicted(entries), o.observed(entries));
  if (metric == Metric::auprc) return auprc(o.predicted(entries), o.observed(entries)).area;
  return mean_of(o, metric, entries);
}

// One value a fold (NaN left out and counted) in the order of repeat and fold.
VectorXd fold_values(const OutOfFold& o, Metric metric, const Layout& layout, std::size_t& left_out) {
  std::vector<double> values;
  for (const auto& [place, entries] : layout.folds) {
    const double value = fold_value(o, metric, entries);
    if (std::isnan(value))
      ++left_out;
    else
      values.push_back(value);
  }
  return Eigen::Map<VectorXd>(values.data(), static_cast<Index>(values.size()));
}

double mean_over_repeats(const Layout& layout, const std::function<double(int, const Entries&)>& value) {
  double sum = 0;
  int counted = 0;
  for (const auto& [repeat, entries] : layout.repeats) {
    const double v = value(repeat, entries);
    if (std::isnan(v)) continue;
    sum += v;
    ++counted;
  }
  return counted > 0 ? sum / counted : nan;
}

double mean_fold_area(const OutOfFold& o, Metric metric, const Layout& layout, int repeat) {
  double sum = 0;
  int counted = 0;
  for (auto it = layout.folds.lower_bound({repeat, std::numeric_limits<int>::min()});
       it != layout.folds.end() && it->first.first == repeat; ++it) {
    const double value = fold_value(o, metric, it->second);
    if (std::isnan(value)) continue;
    sum += value;
    ++counted;
  }
  return counted > 0 ? sum / counted : nan;
}

struct Range {
  double low, high;
};

Range range_of(Metric metric) {
  switch (metric) {
    case Metric::log_loss:
    case Metric::rmse:
      return {0, infinity};
    case Metric::r_squared:
      return {-infinity, 1};
    case Metric::correlation:
      return {-1, 1};
    default:
      return {0, 1};
  }
}

void cut(Performance& p, Metric metric) {
  const Range range = range_of(metric);
  if (std::isnan(p.low) || std::isnan(p.high)) return;
  p.low = std::clamp(p.low, range.low, range.high);
  p.high = std::clamp(p.high, range.low, range.high);
}

// From an interval of the mean squared error to one of the metric printed.
void carry_over(Performance& p, Metric metric, double variance) {
  if (metric == Metric::rmse) {
    p.low = std::sqrt(std::max(0.0, p.low));
    p.high = std::sqrt(std::max(0.0, p.high));
  } else if (metric == Metric::r_squared) {
    const double low = 1 - p.high / variance;
    p.high = 1 - p.low / variance;
    p.low = low;
  }
}

double carried(double mean_square, Metric metric, double variance) {
  if (metric == Metric::rmse) return std::sqrt(mean_square);
  if (metric == Metric::r_squared) return variance > 0 ? 1 - mean_square / variance : nan;
  return mean_square;
}

void calibration(Performance& p, const OutOfFold& o, const Layout& layout, Metric metric, double level) {
  double sum = 0, variance = 0;
  int counted = 0;
  CoefficientInterval profile{nan, nan, ""};
  for (const auto& [repeat, entries] : layout.repeats) {
    const VectorXd y = o.observed(entries);
    const VectorXd lp = VectorXd(o.predicted(entries)).unaryExpr([](double v) { return logit(v); });
    const bool slope = metric == Metric::calibration_slope;
    const CalibrationTerm term = slope ? calibration_slope(lp, y, level) : calibration_intercept(lp, y, level);
    if (!term.reason.empty()) {
      p.reason = term.reason;
      ++p.left_out;
      continue;
    }
    sum += term.estimate;
    variance += term.se * term.se;
    ++counted;
    if (layout.single()) {
      const Eigen::MatrixXd design = slope ? with_intercept(lp) : Eigen::MatrixXd(VectorXd::Ones(lp.size()));
      const VectorXd offset = slope ? VectorXd() : lp;
      const LogisticFit fit = logistic_regression(design, y, VectorXd(), offset);
      profile = profile_interval(design, y, fit, slope ? 1 : 0, level, VectorXd(), offset);
    }
  }
  p.method = layout.single() ? "profile" : "Wald";
  if (counted == 0) return;
  p.reason.clear();
  p.estimate = sum / counted;
  const double half = normal_margin(level) * std::sqrt(variance / counted);
  p.low = layout.single() ? profile.low : p.estimate - half;
  p.high = layout.single() ? profile.high : p.estimate + half;
  if (layout.single()) p.reason = profile.reason;
}

void single_set(Performance& p, const OutOfFold& o, const Layout& layout, Metric metric, double level) {
  const Entries& all = layout.folds.begin()->second;
  if (metric == Metric::auc) {
    const DelongAuc area = delong(o.predicted(all), o.observed(all), level);
    p.estimate = area.auc;
    p.low = area.low;
    p.high = area.high;
    p.method = "DeLong";
    p.reason = area.reason;
    return;
  }
  if (metric == Metric::auprc) {
    const auto area = auprc(o.predicted(all), o.observed(all), PrecisionRecallArea::average_precision, level);
    p.estimate = area.area;
    p.low = area.low;
    p.high = area.high;
    p.method = "logit";
    p.reason = area.reason;
    return;
  }
  if (metric == Metric::correlation) {
    p.estimate = correlation_of(o, all);
    p.method = "Fisher z";
    if (std::isnan(p.estimate)) {
      p.reason = all.size() < 3 ? "too few cases" : "constant outcome or prediction";
    } else if (all.size() < 4 || std::abs(p.estimate) == 1) {
      p.reason = "no interval";
    } else {
      const double half = normal_margin(level) / std::sqrt(static_cast<double>(all.size()) - 3);
      p.low = std::tanh(std::atanh(p.estimate) - half);
      p.high = std::tanh(std::atanh(p.estimate) + half);
    }
    return;
  }
  std::vector<double> values;
  for (const Index i : all)
    if (const double v = of_case(o, metric, i); !std::isnan(v)) values.push_back(v);
  const VectorXd v = Eigen::Map<VectorXd>(values.data(), static_cast<Index>(values.size()));
  const auto n = static_cast<double>(v.size());
  if (v.size() == 0) {
    p.reason = "one class";
    return;
  }
  if (metric == Metric::accuracy || metric == Metric::sensitivity || metric == Metric::specificity) {
    const Share share = wilson(static_cast<std::size_t>(std::llround(v.sum())), values.size(), level);
    p.estimate = share.estimate;
    p.low = share.low;
    p.high = share.high;
    p.method = "Wilson";
    return;
  }
  const double variance = variance_of(o, all);
  p.estimate = carried(v.mean(), metric, variance);
  p.method = "t";
  if (std::isnan(p.estimate))
    p.reason = "constant outcome";
  else if (v.size() < 2)
    p.reason = "too few cases";
  if (!p.reason.empty()) return;
  const double half = t_margin(level, n - 1) * std::sqrt((v.array() - v.mean()).square().sum() / (n - 1) / n);
  p.low = v.mean() - half;
  p.high = v.mean() + half;
  carry_over(p, metric, variance);
  cut(p, metric);
}

void several_folds(Performance& p, const OutOfFold& o, const Layout& layout, Metric metric, double level) {
  p.method = "corrected resampled t";
  const VectorXd values = fold_values(o, metric, layout, p.left_out);
  if (values.size() == 0) {
    p.reason = metric == Metric::correlation ? "constant outcome or prediction in every fold" : "one class";
    return;
  }
  double centre = nan;  // of the interval, before it is carried over
  double variance = nan;
  if (of_order(metric)) {
    centre = p.estimate =
        mean_over_repeats(layout, [&](int r, const Entries&) { return mean_fold_area(o, metric, layout, r); });
  } else {
    centre = mean_over_repeats(layout, [&](int, const Entries& e) { return mean_of(o, metric, e); });
    variance = mean_over_repeats(layout, [&](int, const Entries& e) { return variance_of(o, e); });
    p.estimate = mean_over_repeats(
        layout, [&](int, const Entries& e) { return carried(mean_of(o, metric, e), metric, variance_of(o, e)); });
  }
  if (std::isnan(p.estimate)) {
    p.reason = "constant outcome";
    return;
  }
  const CorrectedT t = corrected_resampled_t(values, layout.test_to_train, level);
  if (t.reason == "one value" || !std::isfinite(layout.test_to_train)) {
    p.reason = t.reason == "one value" ? "one value" : "size of the training part unknown";
    return;
  }
  p.low = centre + (t.low - t.mean);
  p.high = centre + (t.high - t.mean);
  carry_over(p, metric, variance);
  cut(p, metric);
}

}  // namespace

Performance performance(const OutOfFold& o, Metric metric, const PerformanceOptions& options) {
  const double level = options.level;
  Performance p{nan, nan, nan, 0, "", 0, refusal(o, metric)};
  if (!p.reason.empty()) return p;
  const Layout layout = lay_out(o);
  p.n = layout.cases;
  if (metric == Metric::calibration_intercept || metric == Metric::calibration_slope)
    calibration(p, o, layout, metric, level);
  else if (of_counts(metric))
    count_performance(p, o, layout, metric, level);
  else if (of_smooth(metric))
    smooth_performance(p, o, layout, metric, options);
  else if (layout.single())
    single_set(p, o, layout, metric, level);
  else
    several_folds(p, o, layout, metric, level);
  return p;
}

CorrectedT compare_on_folds(const OutOfFold& a, const OutOfFold& b, Metric metric, double level) {
  CorrectedT none{nan, nan, nan, nan, nan, nan, nan, ""};
  none.reason = refusal(a, metric);
  if (none.reason.empty()) none.reason = refusal(b, metric);
  if (metric == Metric::calibration_intercept || metric == Metric::calibration_slope || of_smooth(metric))
    none.reason = "calibration has no value in a single fold";
  if (!none.reason.empty()) return none;
  const Layout la = lay_out(a);
  const Layout lb = lay_out(b);
  std::vector<double> differences;
  for (const auto& [place, entries] : la.folds) {
    const auto other = lb.folds.find(place);
    if (lb.folds.size() != la.folds.size() || other == lb.folds.end() || other->second.size() != entries.size()) {
      none.reason = "not the same folds";
      return none;
    }
    const double va = variance_of(a, la.repeats.at(place.first));
    const double vb = variance_of(b, lb.repeats.at(place.first));
    const double d = of_counts(metric) ? count_value(a, metric, entries) - count_value(b, metric, other->second)
                                       : carried(fold_value(a, metric, entries), metric, va) -
                                             carried(fold_value(b, metric, other->second), metric, vb);
    if (!std::isnan(d)) differences.push_back(d);
  }
  return corrected_resampled_t(Eigen::Map<VectorXd>(differences.data(), static_cast<Index>(differences.size())),
                               la.test_to_train, level);
}

}  // namespace rgx::stats
