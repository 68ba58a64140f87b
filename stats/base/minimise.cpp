#include "stats/base/minimise.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

namespace rgx::stats {

using Eigen::VectorXd;

namespace {

constexpr double kDecrease = 1e-4, kCurvature = 0.9;
constexpr int kMaxTrials = 40;

struct Point {
  double step = 0, value = 0, along = 0;  // along: slope in the direction
  VectorXd at, slope;
};

class LineSearch {
 public:
  LineSearch(const Differentiable& function, const Point& from, const VectorXd& direction)
      : function_(function), from_(from), direction_(direction) {}

  // A point that meets the strong Wolfe conditions; else the lowest one that is lower; else none.
  bool run(double first, Point& found) {
    Point before = from_, now;
    double step = first;
    while (trials_ < kMaxTrials) {
      now = at(step);
      if (!std::isfinite(now.value)) {
        step = (before.step + step) / 2;
        continue;
      }
      if (now.value > line(now) || (before.step > 0 && now.value >= before.value)) return zoom(before, now, found);
      if (flat(now)) return take(now, found);
      if (now.along >= 0) return zoom(now, before, found);
      before = now;
      step *= 2;
    }
    return take(before, found);
  }

  [[nodiscard]] int trials() const { return trials_; }

 private:
  Point at(double step) {
    ++trials_;
    Point p;
    p.step = step;
    p.at = from_.at + step * direction_;
    p.slope.resize(p.at.size());
    p.value = function_(p.at, p.slope);
    p.along = p.slope.dot(direction_);
    return p;
  }
  [[nodiscard]] double line(const Point& p) const { return from_.value + kDecrease * p.step * from_.along; }
  [[nodiscard]] bool flat(const Point& p) const { return std::abs(p.along) <= -kCurvature * from_.along; }

  bool take(const Point& p, Point& found) const {
    if (!(p.value < from_.value)) return false;
    found = p;
    return true;
  }

  // Minimum of the cubic through both ends, kept off them.
  static double inside(const Point& a, const Point& b) {
    const double d1 = a.along + b.along - 3 * (a.value - b.value) / (a.step - b.step);
    const double root = d1 * d1 - a.along * b.along;
    const double width = b.step - a.step;
    double step = a.step + width / 2;
    if (root > 0) {
      const double d2 = std::copysign(std::sqrt(root), width);
      const double cubic = b.step - width * (b.along + d2 - d1) / (b.along - a.along + 2 * d2);
      if (std::isfinite(cubic)) step = cubic;
    }
    const double low = std::min(a.step, b.step), high = std::max(a.step, b.step), edge = 0.1 * (high - low);
    return std::clamp(step, low + edge, high - edge);
  }

  bool zoom(Point low, Point high, Point& found) {
    while (trials_ < kMaxTrials) {
      const Point mid = at(inside(low, high));
      if (!(mid.value <= line(mid)) || mid.value >= low.value) {
        high = mid;
        continue;
      }
      if (flat(mid)) return take(mid, found);
      if (mid.along * (high.step - low.step) >= 0) high = low;
      low = mid;
    }
    return take(low, found);
  }

  const Differentiable& function_;
  const Point& from_;
  const VectorXd& direction_;
  int trials_ = 0;
};

struct Pair {
  VectorXd step, change;
  double product = 0;
};

// Two-loop recursion: minus the slope times an approximation of the inverse Hessian.
VectorXd downhill(const VectorXd& slope, const std::deque<Pair>& pairs) {
  VectorXd q = -slope;
  std::vector<double> a(pairs.size());
  for (std::size_t i = pairs.size(); i-- > 0;) {
    a[i] = pairs[i].step.dot(q) / pairs[i].product;
    q -= a[i] * pairs[i].change;
  }
  if (!pairs.empty()) q *= pairs.back().product / pairs.back().change.squaredNorm();
  for (std::size_t i = 0; i < pairs.size(); ++i)
    q += (a[i] - pairs[i].change.dot(q) / pairs[i].product) * pairs[i].step;
  return q;
}

}  // namespace

Minimum minimise(const Differentiable& function, const VectorXd& start, const MinimiseOptions& options) {
  Point now;
  now.at = start;
  now.slope.resize(start.size());
  now.value = function(now.at, now.slope);
  Minimum out;
  out.evaluations = 1;
  std::deque<Pair> pairs;
  while (!out.converged && out.iterations < options.max_iterations) {
    const double size = std::abs(now.value) + 1e-9;
    if (now.slope.size() == 0 || now.slope.cwiseAbs().maxCoeff() <= options.slope * size) {
      out.converged = true;
      break;
    }
    VectorXd direction = downhill(now.slope, pairs);
    now.along = direction.dot(now.slope);
    if (!(now.along < 0)) {
      pairs.clear();
      direction = -now.slope;
      now.along = -now.slope.squaredNorm();
    }
    now.step = 0;
    LineSearch search(function, now, direction);
    Point next;
    const bool lower = search.run(pairs.empty() ? 1 / std::max(1.0, now.slope.norm()) : 1.0, next);
    out.evaluations += search.trials();
    if (!lower) {
      // Once more straight down, before it is taken for the bottom.
      if (!pairs.empty()) {
        pairs.clear();
        continue;
      }
      out.converged = true;
      break;
    }
    ++out.iterations;
    Pair pair{next.at - now.at, next.slope - now.slope, 0};
    pair.product = pair.step.dot(pair.change);
    if (pair.product > 1e-16 * pair.change.squaredNorm()) pairs.push_back(std::move(pair));
    if (static_cast<int>(pairs.size()) > options.memory) pairs.pop_front();
    out.converged = now.value - next.value <= options.tolerance * size;
    now = std::move(next);
  }
  out.at = now.at;
  out.value = now.value;
  out.slope = now.slope;
  return out;
}

}  // namespace rgx::stats
