#include "stats/validation/precision_recall.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/base/margin.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Counts of true and false positives at each distinct score, the highest first.
struct Steps {
  std::vector<double> threshold, true_positive, false_positive;
  double positives = 0, negatives = 0;
  std::string reason;
};

Steps steps_of(ConstVector score, ConstVector y) {
  Steps s;
  if (score.size() != y.size()) {
    s.reason = "wrong sizes";
    return s;
  }
  for (Index i = 0; i < y.size(); ++i) {
    if (std::isnan(score[i]) || std::isnan(y[i])) s.reason = "missing value";
    if (s.reason.empty() && y[i] != 0 && y[i] != 1) s.reason = "outcome is not 0/1";
    (y[i] == 1 ? s.positives : s.negatives) += 1;
  }
  if (s.reason.empty() && (s.positives == 0 || s.negatives == 0)) s.reason = "one class";
  if (!s.reason.empty()) return s;
  std::vector<Index> order(static_cast<std::size_t>(score.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return score[a] > score[b]; });
  double tp = 0, fp = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double here = score[order[i]];
    for (; i < order.size() && score[order[i]] == here; ++i) (y[order[i]] == 1 ? tp : fp) += 1;
    s.threshold.push_back(here);
    s.true_positive.push_back(tp);
    s.false_positive.push_back(fp);
  }
  return s;
}

double average(const Steps& s) {
  double area = 0, before = 0;
  for (std::size_t k = 0; k < s.threshold.size(); ++k) {
    const double tp = s.true_positive[k];
    area += (tp - before) * tp / (tp + s.false_positive[k]);
    before = tp;
  }
  return area / s.positives;
}

// Integral of t / (t + f + slope (t - from)) over t from `from` to `to`.
double hyperbola(double from, double to, double false_from, double false_to) {
  const double slope = (false_to - false_from) / (to - from), a = 1 + slope, b = false_from - slope * from;
  const auto at = [&](double t) { return a * t + b; };  // all called positive
  if (b == 0) return (to - from) / a;
  return (to - from) / a - b / (a * a) * std::log1p(a * (to - from) / at(from));
}

double interpolated(const Steps& s) {
  double area = 0, tp = 0, fp = 0;
  for (std::size_t k = 0; k < s.threshold.size(); ++k) {
    const double next_tp = s.true_positive[k], next_fp = s.false_positive[k];
    // Before the first true positive nothing is known but the point it is reached at.
    if (next_tp > tp) area += tp == 0 ? next_tp * next_tp / (next_tp + next_fp) : hyperbola(tp, next_tp, fp, next_fp);
    tp = next_tp;
    fp = next_fp;
  }
  return area / s.positives;
}

}  // namespace

PrecisionRecall precision_recall(ConstVector score, ConstVector y) {
  const Steps s = steps_of(score, y);
  PrecisionRecall out;
  out.reason = s.reason;
  const auto n = static_cast<Index>(s.threshold.size());
  if (!s.reason.empty()) return out;
  out.threshold = Eigen::Map<const VectorXd>(s.threshold.data(), n);
  const Eigen::Map<const VectorXd> tp(s.true_positive.data(), n), fp(s.false_positive.data(), n);
  out.recall = tp / s.positives;
  out.precision = tp.array() / (tp + fp).array();
  return out;
}

AreaUnderPrecisionRecall auprc(ConstVector score, ConstVector y, PrecisionRecallArea kind, double level) {
  const Steps s = steps_of(score, y);
  AreaUnderPrecisionRecall out{missing, missing, missing, s.reason};
  if (!s.reason.empty()) return out;
  out.area = kind == PrecisionRecallArea::interpolated ? interpolated(s) : average(s);
  if (!(out.area < 1)) {
    out.reason = "degenerate";
    return out;
  }
  const double centre = std::log(out.area / (1 - out.area));
  const double half = normal_margin(level) / std::sqrt(s.positives * out.area * (1 - out.area));
  out.low = 1 / (1 + std::exp(-(centre - half)));
  out.high = 1 / (1 + std::exp(-(centre + half)));
  return out;
}

}  // namespace rgx::stats
