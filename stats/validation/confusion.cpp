#include "stats/validation/confusion.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "stats/base/margin.hpp"
#include "stats/groups/effect.hpp"
#include "stats/validation/perform.hpp"

namespace rgx::stats {

namespace {

FourEstimate none(const char* reason) { return {missing, missing, missing, "", reason}; }

FourEstimate share(double events, double n, const char* without, double level) {
  if (n == 0) return none(without);
  const Share s = wilson(static_cast<std::size_t>(events), static_cast<std::size_t>(n), level);
  return {s.estimate, s.low, s.high, "Wilson", ""};
}

// Standard error of a function of the cell shares from its gradient, in the order of FourCounts.
double delta_error(const FourCounts& c, const Eigen::Vector4d& gradient) {
  const double n = c.total();
  const Eigen::Vector4d p = Eigen::Vector4d(c.true_positive, c.false_positive, c.false_negative, c.true_negative) / n;
  const double mean = p.dot(gradient);
  return std::sqrt(std::max(0.0, (p.array() * (gradient.array() - mean).square()).sum()) / n);
}

FourEstimate cut(double estimate, double se, double level, const char* method) {
  FourEstimate out{estimate, missing, missing, method, ""};
  if (!(se > 0)) {
    out.reason = "degenerate";
    return out;
  }
  out.low = std::max(0.0, estimate - normal_margin(level) * se);
  out.high = std::min(1.0, estimate + normal_margin(level) * se);
  return out;
}

FourEstimate f1(const FourCounts& c, double level) {
  const double wrong = c.false_positive + c.false_negative, whole = 2 * c.true_positive + wrong, n = c.total();
  if (c.true_positive + c.false_negative == 0) return none("one class");
  const double per = n / (whole * whole);
  return cut(2 * c.true_positive / whole,
             delta_error(c, {2 * wrong * per, -2 * c.true_positive * per, -2 * c.true_positive * per, 0}), level,
             "delta method");
}

FourEstimate mcc(const FourCounts& c, double level) {
  const double positive = c.true_positive + c.false_negative, negative = c.false_positive + c.true_negative;
  const double called = c.true_positive + c.false_positive, not_called = c.false_negative + c.true_negative;
  if (positive == 0 || negative == 0) return none("one class");
  FourEstimate out{0, missing, missing, "delta method, Fisher z", ""};
  if (called == 0 || not_called == 0) {
    out.reason = called == 0 ? "none called positive" : "none called negative";
    return out;
  }
  const double root = std::sqrt(positive * called) * std::sqrt(negative * not_called);
  const double r = (c.true_positive * c.true_negative - c.false_positive * c.false_negative) / root;
  out.estimate = r;
  const auto slope = [&](double cell, double row, double column) {
    return cell / root - r / 2 * (1 / row + 1 / column);
  };
  const Eigen::Vector4d gradient(slope(c.true_negative, positive, called), slope(-c.false_negative, negative, called),
                                 slope(-c.false_positive, positive, not_called),
                                 slope(c.true_positive, negative, not_called));
  const double se = delta_error(c, gradient * c.total());
  if (!(std::abs(r) < 1) || !(se > 0)) {
    out.reason = "degenerate";
    return out;
  }
  const Interval ci = fisher_z_interval(r, se / (1 - r * r), level);
  out.low = ci.low;
  out.high = ci.high;
  return out;
}

}  // namespace

FourCounts four_counts(ConstVector score, ConstVector y, ConstVector threshold) {
  FourCounts c;
  for (Eigen::Index i = 0; i < score.size(); ++i) {
    const bool called = score[i] >= threshold[i];
    (y[i] == 1 ? (called ? c.true_positive : c.false_negative) : (called ? c.false_positive : c.true_negative)) += 1;
  }
  return c;
}

FourEstimate four_metric(const FourCounts& c, FourMetric metric, double level) {
  const double positive = c.true_positive + c.false_negative, negative = c.false_positive + c.true_negative;
  const auto of = [&](double events, double n, const char* without) { return share(events, n, without, level); };
  switch (metric) {
    case FourMetric::sensitivity:
      return of(c.true_positive, positive, "one class");
    case FourMetric::specificity:
      return of(c.true_negative, negative, "one class");
    case FourMetric::ppv:
      return of(c.true_positive, c.true_positive + c.false_positive, "none called positive");
    case FourMetric::npv:
      return of(c.true_negative, c.false_negative + c.true_negative, "none called negative");
    case FourMetric::accuracy:
      return of(c.true_positive + c.true_negative, c.total(), "no cases");
    case FourMetric::f1:
      return f1(c, level);
    case FourMetric::mcc:
      return mcc(c, level);
    case FourMetric::balanced_accuracy: {
      if (positive == 0 || negative == 0) return none("one class");
      const double a = c.true_positive / positive, b = c.true_negative / negative;
      return cut((a + b) / 2, std::sqrt(a * (1 - a) / positive + b * (1 - b) / negative) / 2, level,
                 "normal, two binomials");
    }
  }
  return none("unknown metric");
}

}  // namespace rgx::stats
