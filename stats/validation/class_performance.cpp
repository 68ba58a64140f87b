#include "stats/validation/class_performance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stats/base/margin.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/resample_interval.hpp"
#include "stats/base/result.hpp"
#include "stats/validation/multiclass.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Entries = std::vector<Index>;

std::string refusal(const ClassOutOfFold& o) {
  const std::size_t n = o.observed.size();
  if (o.repeat.size() != n || o.fold.size() != n || static_cast<std::size_t>(o.probability.rows()) != n ||
      !(o.train_size.empty() || o.train_size.size() == n))
    return "wrong sizes";
  if (n == 0) return "no cases";
  if (!o.probability.allFinite()) return "missing value";
  if (o.probability.minCoeff() < 0 || o.probability.maxCoeff() > 1) return "prediction outside [0, 1]";
  for (const int k : o.observed)
    if (k < 0 || k >= o.probability.cols()) return "unknown class";
  return "";
}

std::vector<int> classes_at(const ClassOutOfFold& o, const Entries& entries) {
  std::vector<int> y;
  for (const Index i : entries) y.push_back(o.observed[static_cast<std::size_t>(i)]);
  return y;
}

double value_of(const ClassOutOfFold& o, const Entries& entries, ClassMetric metric) {
  return class_metric(o.probability(entries, Eigen::all), classes_at(o, entries), metric);
}

// Means of one number a case have the interval of a mean.
void mean_interval(Performance& p, const ClassOutOfFold& o, const Entries& all, ClassMetric metric, double level) {
  VectorXd own(static_cast<Index>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) own[static_cast<Index>(i)] = value_of(o, {all[i]}, metric);
  if (metric == ClassMetric::accuracy) {
    const Share s = wilson(static_cast<std::size_t>(std::llround(own.sum())), all.size(), level);
    p.low = s.low;
    p.high = s.high;
    p.method = "Wilson";
    return;
  }
  p.method = "t";
  const auto n = static_cast<double>(own.size());
  if (own.size() < 2) {
    p.reason = "too few cases";
    return;
  }
  const double half = t_margin(level, n - 1) * std::sqrt((own.array() - own.mean()).square().sum() / (n - 1) / n);
  p.low = std::max(0.0, p.estimate - half);
  p.high = p.estimate + half;
}

void single_set(Performance& p, const ClassOutOfFold& o, const Entries& all, ClassMetric metric,
                const PerformanceOptions& options) {
  p.estimate = value_of(o, all, metric);
  if (std::isnan(p.estimate)) {
    p.reason = "one class";
    return;
  }
  if (metric == ClassMetric::log_loss || metric == ClassMetric::brier || metric == ClassMetric::accuracy)
    return mean_interval(p, o, all, metric, options.level);
  if (options.replicates == 0) return;
  p.method = "BCa bootstrap";
  const MatrixXd probability = o.probability(all, Eigen::all);
  const std::vector<int> y = classes_at(o, all);
  const CaseStatistic statistic = [&](std::span<const std::size_t> cases) {
    const std::vector<Index> rows(cases.begin(), cases.end());
    std::vector<int> of;
    for (const std::size_t i : cases) of.push_back(y[i]);
    return class_metric(probability(rows, Eigen::all), of, metric);
  };
  const Effect found = bca_interval(statistic, y, options.replicates, Stream(options.key), options.level);
  p.low = found.ci.low;
  p.high = found.ci.high;
  if (std::isnan(p.low)) p.reason = "degenerate";
}

}  // namespace

double class_metric(ConstMatrix probability, std::span<const int> y, ClassMetric metric) {
  switch (metric) {
    case ClassMetric::auc:
      return hand_till(probability, y);
    case ClassMetric::log_loss:
      return multiclass_log_loss(probability, y);
    case ClassMetric::brier:
      return multiclass_brier(probability, y);
    default:
      break;
  }
  const MatrixXd counts = confusion_matrix(y, most_probable(probability), static_cast<int>(probability.cols()));
  if (metric == ClassMetric::balanced_accuracy) return balanced_accuracy(counts);
  if (metric == ClassMetric::mcc) return multiclass_mcc(counts);
  return counts.sum() > 0 ? counts.trace() / counts.sum() : missing;
}

Performance class_performance(const ClassOutOfFold& o, ClassMetric metric, const PerformanceOptions& options) {
  Performance p{missing, missing, missing, 0, "", 0, refusal(o)};
  if (!p.reason.empty()) return p;
  std::map<std::pair<int, int>, Entries> folds;
  std::map<int, Entries> repeats;
  for (std::size_t i = 0; i < o.repeat.size(); ++i) {
    folds[{o.repeat[i], o.fold[i]}].push_back(static_cast<Index>(i));
    repeats[o.repeat[i]].push_back(static_cast<Index>(i));
  }
  for (const auto& [repeat, entries] : repeats) p.n = std::max(p.n, entries.size());
  if (folds.size() == 1) {
    single_set(p, o, folds.begin()->second, metric, options);
    return p;
  }
  p.method = "corrected resampled t";
  double test = 0, train = 0;
  std::vector<double> values;
  std::map<int, std::vector<double>> by_repeat;
  for (const auto& [place, entries] : folds) {
    test += static_cast<double>(entries.size());
    train += static_cast<double>(o.train_size.empty() ? repeats[place.first].size() - entries.size()
                                                      : o.train_size[static_cast<std::size_t>(entries[0])]);
    const double value = value_of(o, entries, metric);
    if (std::isnan(value)) {
      ++p.left_out;
      continue;
    }
    values.push_back(value);
    by_repeat[place.first].push_back(value);
  }
  if (values.empty()) {
    p.reason = "one class";
    return p;
  }
  double sum = 0, counted = 0;
  for (const auto& [repeat, entries] : repeats) {
    double value = missing;
    if (metric != ClassMetric::auc) {
      value = value_of(o, entries, metric);
    } else if (const auto own = by_repeat.find(repeat); own != by_repeat.end()) {
      value = mean(own->second);
    }
    if (!std::isnan(value)) sum += value, counted += 1;
  }
  p.estimate = counted > 0 ? sum / counted : missing;
  const CorrectedT t =
      corrected_resampled_t(Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size())),
                            train > 0 ? test / train : missing, options.level);
  if (values.size() < 2 || !(train > 0)) {
    p.reason = values.size() < 2 ? "one value" : "size of the training part unknown";
    return p;
  }
  const double least = metric == ClassMetric::mcc ? -1 : 0;
  const double most = metric == ClassMetric::log_loss ? std::numeric_limits<double>::infinity()
                      : metric == ClassMetric::brier  ? 2
                                                      : 1;
  p.low = std::clamp(p.estimate + (t.low - t.mean), least, most);
  p.high = std::clamp(p.estimate + (t.high - t.mean), least, most);
  return p;
}

}  // namespace rgx::stats
