#include "stats/clustering/partitions.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// Cases of each pair of clusters.
MatrixXd crossed(std::span<const int> a, std::span<const int> b) {
  if (a.size() != b.size()) throw std::invalid_argument("partitions of different cases");
  MatrixXd out =
      MatrixXd::Zero(static_cast<Index>(cluster_sizes(a).size()), static_cast<Index>(cluster_sizes(b).size()));
  for (std::size_t i = 0; i < a.size(); ++i) out(a[i], b[i]) += 1;
  return out;
}

template <class Array>
double pairs(const Array& count) {
  return (count * (count - 1) / 2).sum();
}

}  // namespace

double adjusted_rand(std::span<const int> a, std::span<const int> b) {
  const MatrixXd n = crossed(a, b);
  if (a.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double both = pairs(n.array()), in_a = pairs(n.rowwise().sum().array()),
               in_b = pairs(n.colwise().sum().array());
  const double all = static_cast<double>(a.size()) * static_cast<double>(a.size() - 1) / 2;
  const double expected = all > 0 ? in_a * in_b / all : 0, most = (in_a + in_b) / 2;
  return most == expected ? 1 : (both - expected) / (most - expected);
}

MatrixXd jaccard(std::span<const int> a, std::span<const int> b) {
  const MatrixXd n = crossed(a, b);
  const Eigen::VectorXd rows = n.rowwise().sum(), columns = n.colwise().sum();
  MatrixXd out(n.rows(), n.cols());
  for (Index j = 0; j < n.cols(); ++j)
    for (Index i = 0; i < n.rows(); ++i) out(i, j) = n(i, j) / (rows[i] + columns[j] - n(i, j));
  return out;
}

std::vector<std::size_t> cluster_sizes(std::span<const int> cluster) {
  std::vector<std::size_t> out;
  for (const int c : cluster) {
    if (c < 0) throw std::invalid_argument("a case without a cluster");
    if (static_cast<std::size_t>(c) >= out.size()) out.resize(static_cast<std::size_t>(c) + 1);
    ++out[static_cast<std::size_t>(c)];
  }
  return out;
}

MatrixXd cluster_means(ConstMatrix x, std::span<const int> cluster, int k) {
  MatrixXd sum = MatrixXd::Zero(k, x.cols());
  Eigen::VectorXd size = Eigen::VectorXd::Zero(k);
  for (Index i = 0; i < x.rows(); ++i) {
    sum.row(cluster[i]) += x.row(i);
    size[cluster[i]] += 1;
  }
  return sum.array().colwise() / size.array();
}

std::vector<int> stable_numbers(ConstMatrix x, std::span<const int> cluster, int k) {
  const MatrixXd mean = cluster_means(x, cluster, k);
  auto size = cluster_sizes(cluster);
  size.resize(static_cast<std::size_t>(k));
  std::vector<int> order(k), number(k);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    if (x.cols() != 1 && size[a] != size[b]) return size[a] > size[b];
    for (Index c = 0; c < mean.cols(); ++c)
      if (mean(a, c) != mean(b, c)) return mean(a, c) < mean(b, c);
    return false;
  });
  for (int place = 0; place < k; ++place) number[order[place]] = place;
  return number;
}

void renumber(std::span<int> cluster, std::span<const int> numbers) {
  for (int& c : cluster) c = numbers[static_cast<std::size_t>(c)];
}

std::vector<int> nearest_centre(ConstMatrix x, ConstMatrix centres) {
  if (x.cols() != centres.cols() || centres.rows() == 0) throw std::invalid_argument("centres of other columns");
  std::vector<int> out(x.rows());
  const MatrixXd at = centres.transpose();
  for (Index i = 0; i < x.rows(); ++i) {
    Index best = 0;
    (at.colwise() - x.row(i).transpose()).colwise().squaredNorm().minCoeff(&best);
    out[i] = static_cast<int>(best);
  }
  return out;
}

}  // namespace rgx::stats
