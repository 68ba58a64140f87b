#include "stats/validation/roc.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "stats/base/margin.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<Index> ascending(ConstVector v) {
  std::vector<Index> order(static_cast<std::size_t>(v.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return v[a] < v[b]; });
  return order;
}

// Ranks from 1, ties their mean.
VectorXd ranks(ConstVector v) {
  const std::vector<Index> order = ascending(v);
  VectorXd rank(v.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && v[order[end]] == v[order[i]]) ++end;
    const double mean = static_cast<double>(i + 1 + end) / 2;
    for (; i < end; ++i) rank[order[i]] = mean;
  }
  return rank;
}

struct Classes {
  std::vector<Index> positive, negative;
};

std::string split(ConstVector score, ConstVector y, Classes& classes) {
  if (score.size() != y.size()) return "wrong sizes";
  for (Index i = 0; i < y.size(); ++i) {
    if (std::isnan(score[i]) || std::isnan(y[i])) return "missing value";
    if (y[i] != 0 && y[i] != 1) return "outcome is not 0/1";
    (y[i] == 1 ? classes.positive : classes.negative).push_back(i);
  }
  return classes.positive.empty() || classes.negative.empty() ? "one class" : "";
}

// How each case of one class stands against the whole other class (Sun & Xu, IEEE Signal Process Lett 21, 2014).
struct Placements {
  VectorXd positive;  // share of negatives below, ties 1/2
  VectorXd negative;  // share of positives above
  double auc;
};

Placements placements(ConstVector score, const Classes& c) {
  const VectorXd all = ranks(score);
  const VectorXd within_positive = ranks(score(c.positive));
  const VectorXd within_negative = ranks(score(c.negative));
  const auto n1 = static_cast<double>(c.positive.size());
  const auto n0 = static_cast<double>(c.negative.size());
  Placements p;
  p.positive = (all(c.positive) - within_positive) / n0;
  p.negative = VectorXd::Ones(within_negative.size()) - (all(c.negative) - within_negative) / n1;
  p.auc = (all(c.positive).sum() - n1 * (n1 + 1) / 2) / (n1 * n0);
  return p;
}

double covariance(const VectorXd& a, const VectorXd& b) {
  return (a.array() - a.mean()).matrix().dot((b.array() - b.mean()).matrix()) / static_cast<double>(a.size() - 1);
}

// A cut between two neighbouring scores that puts the lower below and the higher not below it.
double between(double high, double low) {
  const double middle = low / 2 + high / 2;
  return middle > low && std::isfinite(middle) ? middle : high;
}

// Counts at each threshold of the curve.
struct Counts {
  VectorXd threshold;
  std::vector<std::int64_t> true_positive, false_positive;
};

Counts counts(ConstVector score, ConstVector y) {
  std::vector<Index> order = ascending(score);
  std::reverse(order.begin(), order.end());
  Counts c;
  std::vector<double> threshold{std::numeric_limits<double>::infinity()};
  c.true_positive = {0};
  c.false_positive = {0};
  std::int64_t tp = 0, fp = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double here = score[order[i]];
    for (; i < order.size() && score[order[i]] == here; ++i) (y[order[i]] == 1 ? tp : fp) += 1;
    threshold.push_back(i < order.size() ? between(here, score[order[i]]) : -std::numeric_limits<double>::infinity());
    c.true_positive.push_back(tp);
    c.false_positive.push_back(fp);
  }
  c.threshold = Eigen::Map<const VectorXd>(threshold.data(), static_cast<Index>(threshold.size()));
  return c;
}

}  // namespace

double auc(ConstVector score, ConstVector y) {
  Classes classes;
  return split(score, y, classes).empty() ? placements(score, classes).auc : nan;
}

DelongAuc delong(ConstVector score, ConstVector y, double level) {
  DelongAuc result{nan, nan, nan, nan, ""};
  Classes classes;
  result.reason = split(score, y, classes);
  if (!result.reason.empty()) return result;
  const Placements p = placements(score, classes);
  result.auc = p.auc;
  if (classes.positive.size() < 2 || classes.negative.size() < 2) {
    result.reason = "too few cases";
    return result;
  }
  result.variance = covariance(p.positive, p.positive) / static_cast<double>(classes.positive.size()) +
                    covariance(p.negative, p.negative) / static_cast<double>(classes.negative.size());
  if (p.auc == 0 || p.auc == 1) {
    result.reason = "degenerate";
    return result;
  }
  const double half = normal_margin(level) * std::sqrt(result.variance);
  result.low = std::max(0.0, p.auc - half);
  result.high = std::min(1.0, p.auc + half);
  return result;
}

DelongDifference delong_difference(ConstVector a, ConstVector b, ConstVector y, double level) {
  DelongDifference d{nan, nan, nan, nan, nan, nan, ""};
  Classes classes, again;
  d.reason = split(a, y, classes);
  if (d.reason.empty()) d.reason = split(b, y, again);
  if (!d.reason.empty()) return d;
  const Placements pa = placements(a, classes);
  const Placements pb = placements(b, classes);
  d.difference = pa.auc - pb.auc;
  if (classes.positive.size() < 2 || classes.negative.size() < 2) {
    d.reason = "too few cases";
    return d;
  }
  const VectorXd positive = pa.positive - pb.positive;
  const VectorXd negative = pa.negative - pb.negative;
  const double variance = covariance(positive, positive) / static_cast<double>(classes.positive.size()) +
                          covariance(negative, negative) / static_cast<double>(classes.negative.size());
  if (!(variance > 0)) {
    d.reason = "degenerate";
    return d;
  }
  d.se = std::sqrt(variance);
  d.z = d.difference / d.se;
  d.p = normal_two_sided(d.z).p;
  d.low = d.difference - normal_margin(level) * d.se;
  d.high = d.difference + normal_margin(level) * d.se;
  return d;
}

DelongUnpaired delong_unpaired(ConstVector a, ConstVector y_a, ConstVector b, ConstVector y_b, double level) {
  const DelongAuc of_a = delong(a, y_a, level), of_b = delong(b, y_b, level);
  DelongUnpaired d{nan, nan, nan, nan, nan, nan, nan, ""};
  for (const auto* one : {&of_a, &of_b})
    if (!one->reason.empty() && one->reason != "degenerate") d.reason = one->reason;
  d.difference = of_a.auc - of_b.auc;
  if (!d.reason.empty()) return d;
  const double sum = of_a.variance + of_b.variance;
  if (!(sum > 0)) {
    d.reason = "degenerate";
    return d;
  }
  d.se = std::sqrt(sum);
  d.t = d.difference / d.se;
  d.df = sum * sum /
         (of_a.variance * of_a.variance / static_cast<double>(y_a.size() - 1) +
          of_b.variance * of_b.variance / static_cast<double>(y_b.size() - 1));
  d.p = t_two_sided(d.t, d.df).p;
  d.low = d.difference - t_margin(level, d.df) * d.se;
  d.high = d.difference + t_margin(level, d.df) * d.se;
  return d;
}

RocCurve roc_curve(ConstVector score, ConstVector y) {
  RocCurve curve;
  Classes classes;
  curve.reason = split(score, y, classes);
  if (!curve.reason.empty()) return curve;
  const Counts c = counts(score, y);
  curve.threshold = c.threshold;
  curve.sensitivity = curve.specificity = VectorXd(c.threshold.size());
  for (Index k = 0; k < c.threshold.size(); ++k) {
    curve.sensitivity[k] = double(c.true_positive[k]) / double(classes.positive.size());
    curve.specificity[k] = 1 - double(c.false_positive[k]) / double(classes.negative.size());
  }
  return curve;
}

double youden_threshold(ConstVector score, ConstVector y) {
  Classes classes;
  if (!split(score, y, classes).empty()) return nan;
  const Counts c = counts(score, y);
  const auto n1 = static_cast<std::int64_t>(classes.positive.size());
  const auto n0 = static_cast<std::int64_t>(classes.negative.size());
  // In whole numbers, so that equal cuts are seen to be equal.
  std::int64_t best = std::numeric_limits<std::int64_t>::min();
  double threshold = nan;
  for (Index k = 0; k < c.threshold.size(); ++k) {
    const std::int64_t youden = c.true_positive[k] * n0 - c.false_positive[k] * n1;
    if (youden <= best) continue;
    best = youden;
    threshold = c.threshold[k];
  }
  return threshold;
}

double sensitivity_threshold(ConstVector score, ConstVector y, double sensitivity) {
  Classes classes;
  if (!split(score, y, classes).empty()) return nan;
  const Counts c = counts(score, y);
  const double needed = sensitivity * double(classes.positive.size());
  for (Index k = 0; k < c.threshold.size(); ++k)
    if (double(c.true_positive[k]) >= needed * (1 - 1e-12)) return c.threshold[k];
  return nan;
}

}  // namespace rgx::stats
