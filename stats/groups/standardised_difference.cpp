#include "stats/groups/standardised_difference.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "stats/base/reduce.hpp"

namespace rgx::stats {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double standardised_difference(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2 || y.size() < 2) return kMissing;
  const double apart = std::abs(mean(x) - mean(y)), spread = std::sqrt((variance(x) + variance(y)) / 2);
  if (spread > 0) return apart / spread;
  return apart == 0 ? 0 : kMissing;
}

double standardised_difference_of_counts(std::span<const std::size_t> x, std::span<const std::size_t> y) {
  if (x.size() != y.size()) throw std::invalid_argument("counts of two groups have different levels");
  const auto n_x = std::accumulate(x.begin(), x.end(), std::size_t{0}),
             n_y = std::accumulate(y.begin(), y.end(), std::size_t{0});
  if (n_x == 0 || n_y == 0) return kMissing;
  std::vector<double> p, q;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (x[i] + y[i] > 0) {
      p.push_back(static_cast<double>(x[i]) / static_cast<double>(n_x));
      q.push_back(static_cast<double>(y[i]) / static_cast<double>(n_y));
    }
  // The last level follows from the others.
  const auto k = static_cast<Eigen::Index>(p.size()) - 1;
  if (k < 1) return 0;
  Eigen::VectorXd apart(k);
  Eigen::MatrixXd covariance(k, k);
  for (Eigen::Index i = 0; i < k; ++i) {
    const auto a = static_cast<std::size_t>(i);
    apart(i) = p[a] - q[a];
    for (Eigen::Index j = 0; j < k; ++j) {
      const auto b = static_cast<std::size_t>(j);
      covariance(i, j) = i == j ? (p[a] * (1 - p[a]) + q[a] * (1 - q[a])) / 2 : -(p[a] * p[b] + q[a] * q[b]) / 2;
    }
  }
  if (apart.isZero(0)) return 0;
  // Singular where each group has but levels that the other lacks: no spread to measure by.
  const Eigen::FullPivLU<Eigen::MatrixXd> solve(covariance);
  if (!solve.isInvertible()) return kMissing;
  const double squared = apart.dot(solve.solve(apart));
  return squared >= 0 ? std::sqrt(squared) : kMissing;
}

}  // namespace rgx::stats
