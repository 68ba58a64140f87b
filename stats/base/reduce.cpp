#include "stats/base/reduce.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace rgx::stats {
namespace {

constexpr std::size_t leaf = 512;
constexpr std::size_t lanes = 8;

// One leaf: eight running sums (so that the compiler can use vector registers in a fixed order), then a pairwise end.
template <class Term>
double leaf_sum(std::size_t begin, std::size_t end, const Term& term) {
  double lane[lanes] = {};
  std::size_t i = begin;
  for (; i + lanes <= end; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) lane[k] += term(i + k);
  }
  for (std::size_t k = 0; i < end; ++i, ++k) lane[k] += term(i);
  return ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

// Adds neighbours level by level; an odd last one moves up unchanged.
double join(std::vector<double>& level) {
  std::size_t n = level.size();
  while (n > 1) {
    const std::size_t pairs = n / 2;
    for (std::size_t i = 0; i < pairs; ++i) level[i] = level[2 * i] + level[2 * i + 1];
    if (n % 2) level[pairs] = level[n - 1];
    n = pairs + n % 2;
  }
  return level[0];
}

template <class Term>
double tree(std::size_t n, const ParallelFor& parallel, const Term& term) {
  if (n <= leaf) return leaf_sum(0, n, term);
  std::vector<double> sums((n + leaf - 1) / leaf);
  const auto one_leaf = [&](std::size_t i) { sums[i] = leaf_sum(i * leaf, std::min(n, (i + 1) * leaf), term); };
  if (parallel) {
    parallel(sums.size(), one_leaf);
  } else {
    for (std::size_t i = 0; i < sums.size(); ++i) one_leaf(i);
  }
  return join(sums);
}

template <class Term>
double tree(std::size_t n, const Term& term) {
  return tree(n, ParallelFor(), term);
}

void same_length(std::span<const double> x, std::span<const double> y) {
  if (x.size() != y.size()) throw std::invalid_argument("columns of different lengths");
}

}  // namespace

double sum(std::span<const double> x) {
  return tree(x.size(), [&](std::size_t i) { return x[i]; });
}

double sum(std::span<const double> x, const ParallelFor& parallel) {
  return tree(x.size(), parallel, [&](std::size_t i) { return x[i]; });
}

double mean(std::span<const double> x) {
  if (x.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double n = static_cast<double>(x.size());
  const double first = sum(x) / n;
  if (!std::isfinite(first)) return first;
  // The second pass removes the rounding of the first, which matters when the spread is small beside the mean.
  return first + tree(x.size(), [&](std::size_t i) { return x[i] - first; }) / n;
}

double squares_about(std::span<const double> x, double centre) {
  return tree(x.size(), [&](std::size_t i) { return (x[i] - centre) * (x[i] - centre); });
}

double products_about(std::span<const double> x, double centre_x, std::span<const double> y, double centre_y) {
  same_length(x, y);
  return tree(x.size(), [&](std::size_t i) { return (x[i] - centre_x) * (y[i] - centre_y); });
}

double variance(std::span<const double> x) {
  if (x.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  return squares_about(x, mean(x)) / (static_cast<double>(x.size()) - 1);
}

double standard_deviation(std::span<const double> x) { return std::sqrt(variance(x)); }

double dot(std::span<const double> x, std::span<const double> y) {
  same_length(x, y);
  return tree(x.size(), [&](std::size_t i) { return x[i] * y[i]; });
}

}  // namespace rgx::stats
