#include "stats/selection/relief.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct Neighbour {
  Index of, is;
  double weight;
};

// Columns divided by their range, cases in columns; constant ones 0.
MatrixXd by_range(ConstMatrix x) {
  MatrixXd out = MatrixXd::Zero(x.cols(), x.rows());
  for (Index j = 0; j < x.cols(); ++j) {
    if (x.rows() == 0) continue;
    const double low = x.col(j).minCoeff(), range = x.col(j).maxCoeff() - low;
    if (range > 0) out.row(j) = ((x.col(j).array() - low) / range).transpose();
  }
  return out;
}

// Other cases, the nearest first.
std::vector<Index> by_nearness(const MatrixXd& z, Index of) {
  std::vector<std::pair<double, Index>> order;
  for (Index i = 0; i < z.cols(); ++i)
    if (i != of) order.emplace_back((z.col(i) - z.col(of)).cwiseAbs().sum(), i);
  std::sort(order.begin(), order.end());
  std::vector<Index> out;
  for (const auto& [distance, i] : order) out.push_back(i);
  return out;
}

void require(ConstMatrix x, std::size_t y, int k) {
  if (static_cast<Index>(y) != x.rows()) throw std::invalid_argument("relief: one outcome for each case");
  if (k < 1) throw std::invalid_argument("relief: at least one neighbour");
  if (!x.allFinite()) throw std::invalid_argument("relief: missing value");
}

// The sum over neighbours of weight × difference, a column at a time and always in the order of the cases.
VectorXd weighed(const MatrixXd& z, const std::vector<std::vector<Neighbour>>& near, const ParallelFor& parallel) {
  const MatrixXd by_column = z.transpose();
  VectorXd out = VectorXd::Zero(by_column.cols());
  parallel(static_cast<std::size_t>(by_column.cols()), [&](std::size_t j) {
    const double* v = by_column.col(static_cast<Index>(j)).data();
    double sum = 0;
    for (const auto& of_case : near)
      for (const Neighbour& n : of_case) sum += n.weight * std::abs(v[n.of] - v[n.is]);
    out[static_cast<Index>(j)] = sum;
  });
  return out;
}

}  // namespace

std::vector<double> relief(ConstMatrix x, std::span<const int> y, int k, const ParallelFor& parallel) {
  require(x, y.size(), k);
  const auto n = static_cast<double>(y.size());
  std::map<int, double> prior;
  for (const int c : y) prior[c] += 1 / n;
  const MatrixXd z = by_range(x);
  std::vector<std::vector<Neighbour>> near(y.size());
  parallel(y.size(), [&](std::size_t i) {
    std::map<int, std::vector<Index>> found;
    for (const Index other : by_nearness(z, static_cast<Index>(i))) {
      auto& of_class = found[y[other]];
      if (of_class.size() < static_cast<std::size_t>(k)) of_class.push_back(other);
    }
    for (const auto& [code, cases] : found) {
      const double share = code == y[i] ? -1 : prior[code] / (1 - prior[y[i]]);
      for (const Index other : cases)
        near[i].push_back({static_cast<Index>(i), other, share / (n * static_cast<double>(cases.size()))});
    }
  });
  const VectorXd out = weighed(z, near, parallel);
  return {out.begin(), out.end()};
}

std::vector<double> relief_of_number(ConstMatrix x, std::span<const double> y, int k, const ParallelFor& parallel) {
  require(x, y.size(), k);
  const std::size_t n = y.size();
  if (n < 2) return std::vector<double>(static_cast<std::size_t>(x.cols()), 0);
  const auto [low, high] = std::minmax_element(y.begin(), y.end());
  const double range = *high - *low;
  const MatrixXd z = by_range(x);
  std::vector<std::vector<Neighbour>> near(n), apart(n);
  std::vector<double> outcome(n, 0);
  parallel(n, [&](std::size_t i) {
    auto order = by_nearness(z, static_cast<Index>(i));
    order.resize(std::min(order.size(), static_cast<std::size_t>(k)));
    const double each = 1 / static_cast<double>(order.size());
    for (const Index other : order) {
      const double difference = range > 0 ? std::abs(y[i] - y[other]) / range : 0;
      near[i].push_back({static_cast<Index>(i), other, each});
      apart[i].push_back({static_cast<Index>(i), other, each * difference});
      outcome[i] += each * difference;
    }
  });
  double total = 0;
  for (const double d : outcome) total += d;
  const VectorXd any = weighed(z, near, parallel), both = weighed(z, apart, parallel);
  std::vector<double> out;
  for (Index j = 0; j < any.size(); ++j)
    out.push_back((total > 0 ? both[j] / total : 0) - (any[j] - both[j]) / (static_cast<double>(n) - total));
  return out;
}

}  // namespace rgx::stats
