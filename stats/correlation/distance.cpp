#include "stats/correlation/distance.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

// Running sums over the cases seen so far, up to a place in the order of y (Fenwick 1994).
struct Sums {
  double count = 0, x = 0, y = 0, xy = 0;
  void add(const Sums& s) { count += s.count, x += s.x, y += s.y, xy += s.xy; }
};

class Tree {
 public:
  explicit Tree(std::size_t n) : node_(n + 1) {}
  void insert(std::size_t place, const Sums& s) {
    for (std::size_t i = place + 1; i < node_.size(); i += i & (~i + 1)) node_[i].add(s);
  }
  [[nodiscard]] Sums below(std::size_t place) const {
    Sums out;
    for (std::size_t i = place; i > 0; i -= i & (~i + 1)) out.add(node_[i]);
    return out;
  }

 private:
  std::vector<Sums> node_;
};

}  // namespace

DistancePair::Column DistancePair::column(std::span<const double> x) {
  Column c;
  double most = 0;
  for (const double v : x) most = std::max(most, std::abs(v));
  const int exponent = most > 0 ? std::ilogb(most) : 0;
  c.value.assign(x.begin(), x.end());
  // Distances do not change with the origin; near 0 their products lose the fewest digits.
  for (double& v : c.value) v = std::scalbn(v, -exponent);
  const double centre = mean(c.value);
  for (double& v : c.value) v -= centre;
  const std::size_t n = x.size();
  c.order.resize(n);
  std::iota(c.order.begin(), c.order.end(), std::size_t{0});
  std::sort(c.order.begin(), c.order.end(), [&](std::size_t a, std::size_t b) { return c.value[a] < c.value[b]; });
  c.place.resize(n);
  for (std::size_t k = 0; k < n; ++k) c.place[c.order[k]] = k;
  // To those below and to those above, gap by gap: every term is positive.
  c.distances.resize(n);
  double down = 0, up = 0;
  for (std::size_t k = 1; k < n; ++k) {
    down += static_cast<double>(k) * (c.value[c.order[k]] - c.value[c.order[k - 1]]);
    c.distances[c.order[k]] += down;
    up += static_cast<double>(k) * (c.value[c.order[n - k]] - c.value[c.order[n - k - 1]]);
    c.distances[c.order[n - k - 1]] += up;
  }
  c.total = sum(c.distances);
  return c;
}

DistancePair::DistancePair(std::span<const double> x, std::span<const double> y) : x_(column(x)), y_(column(y)) {
  if (x.size() != y.size()) throw std::invalid_argument("columns of different lengths");
}

double DistancePair::squares(const Column& c) {
  return 2 * static_cast<double>(c.value.size()) * squares_about(c.value, mean(c.value));
}

// Over pairs with x_i <= x_j the products are (x_j - x_i)|y_j - y_i|: twice the sum over those with y_i below y_j less
// the sum over all, which is n Σ (x - mean)(y - mean).
double DistancePair::products(std::span<const std::size_t> order) const {
  const std::size_t n = x_.value.size();
  Tree seen(n);
  std::vector<double> rising, all;  // added by sum(), whose error does not grow with n as that of a running total
  rising.reserve(n), all.reserve(n);
  for (const std::size_t i : x_.order) {
    const double x = x_.value[i], y = y_.value[order[i]];
    const std::size_t place = y_.place[order[i]];
    const Sums s = seen.below(place);
    rising.push_back((s.count * x - s.x) * y - (s.y * x - s.xy));
    all.push_back(x * y);
    seen.insert(place, {1, x, y, x * y});
  }
  return 2 * (2 * sum(rising) - static_cast<double>(n) * sum(all));
}

double DistancePair::covariance(std::span<const std::size_t> order) const {
  const double n = static_cast<double>(x_.value.size());
  const double rows = dot(x_.distances, gather(y_.distances, order));
  return (products(order) - 2 * rows / n + x_.total / n * (y_.total / n)) / (n * n);
}

double DistancePair::correlation() const {
  std::vector<std::size_t> same(x_.value.size());
  std::iota(same.begin(), same.end(), std::size_t{0});
  const double n = static_cast<double>(same.size());
  const auto variance = [&](const Column& c) {
    return (squares(c) - 2 * dot(c.distances, c.distances) / n + c.total / n * (c.total / n)) / (n * n);
  };
  const double scale = variance(x_) * variance(y_);
  return scale > 0 ? covariance(same) / std::sqrt(scale) : missing;
}

double DistancePair::bias_corrected() const {
  std::vector<std::size_t> same(x_.value.size());
  std::iota(same.begin(), same.end(), std::size_t{0});
  const double n = static_cast<double>(same.size());
  const auto unbiased = [&](double products, const Column& a, const Column& b) {
    return products - 2 * dot(a.distances, b.distances) / (n - 2) + a.total / (n - 1) * (b.total / (n - 2));
  };
  const double of_x = unbiased(squares(x_), x_, x_), of_y = unbiased(squares(y_), y_, y_);
  // Below this share of its terms a variance is rounding.
  if (!(of_x > 1e-14 * squares(x_)) || !(of_y > 1e-14 * squares(y_))) return missing;
  return unbiased(products(same), x_, y_) / std::sqrt(of_x) / std::sqrt(of_y);
}

TestResult distance_correlation(std::span<const double> left, std::span<const double> right) {
  TestResult result;
  result.test = "distance_correlation t";
  result.estimate_kind = "distance_correlation";
  const auto cases = complete_cases({left, right});
  const auto x = gather(left, cases), y = gather(right, cases);
  result.n = cases.size();
  if (cases.size() < 4) return refuse(result, Reason::too_few);
  if (!all_finite(x) || !all_finite(y)) return refuse(result, Reason::not_finite);
  if (is_constant(x) || is_constant(y)) return refuse(result, Reason::constant);
  result.ci_reason = Reason::not_asked;
  const DistancePair pair(x, y);
  // Rounding may leave a covariance of 0 below it, and a perfect correlation above 1.
  result.estimate = std::sqrt(std::clamp(pair.correlation(), 0.0, 1.0));
  double r = pair.bias_corrected();
  if (std::isnan(r)) {
    result.reason = Reason::degenerate;
    return result;
  }
  if (std::abs(r) > 1 - 1e-15) r = r > 0 ? 1 : -1;
  const double n = static_cast<double>(cases.size());
  result.df = n * (n - 3) / 2 - 1;
  result.statistic = r * std::sqrt(result.df / ((1 - r) * (1 + r)));
  result.set(t_upper(result.statistic, result.df));
  return result;
}

}  // namespace rgx::stats
