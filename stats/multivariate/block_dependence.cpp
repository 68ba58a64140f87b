#include "stats/multivariate/block_dependence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/report.hpp"
#include "stats/multivariate/block.hpp"
#include "stats/permutation/permute_cases.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd distances(const MatrixXd& x) {
  const Index n = x.rows();
  const MatrixXd cases = x.transpose();
  MatrixXd d = MatrixXd::Zero(n, n);
  for (Index j = 0; j < n; ++j)
    for (Index i = j + 1; i < n; ++i) d(i, j) = d(j, i) = (cases.col(i) - cases.col(j)).norm();
  return d;
}

MatrixXd doubly_centred(MatrixXd m) {
  m.colwise() -= m.rowwise().mean().eval();
  m.rowwise() -= m.colwise().mean().eval();
  return m;
}

std::vector<double> lower(const MatrixXd& m) {
  std::vector<double> out;
  for (Index j = 0; j < m.cols(); ++j)
    for (Index i = j + 1; i < m.rows(); ++i) out.push_back(m(i, j));
  return out;
}

// Distances that are equal on paper differ in the last digits by the order in which squares were added: they are tied.
std::vector<double> tied(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> out = values;
  for (std::size_t k = 1; k < order.size(); ++k)
    if (values[order[k]] - values[order[k - 1]] <= 1e-12 * values[order[k]]) out[order[k]] = out[order[k - 1]];
  return out;
}

// The distances less their mean, 0 on the diagonal.
MatrixXd centred_off_diagonal(const MatrixXd& d, bool ranks) {
  std::vector<double> values = lower(d);
  if (ranks) values = mid_ranks(tied(values));
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  MatrixXd out = MatrixXd::Zero(d.rows(), d.cols());
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*high - *low <= 1e-12 * *high) return out;  // all cases equally far apart, but for rounding
  std::size_t k = 0;
  for (Index j = 0; j < d.cols(); ++j)
    for (Index i = j + 1; i < d.rows(); ++i) out(i, j) = out(j, i) = values[k++] - mean;
  return out;
}

MatrixXd gaussian(const MatrixXd& d) {
  std::vector<double> values = lower(d);
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  const double median = values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
  return (d / median).array().square().operator*(-0.5).exp();
}

// Cases × cases, such that the statistic is a sum of products of two of them.
MatrixXd relation(const MatrixXd& x, BlockStatistic statistic) {
  switch (statistic) {
    case BlockStatistic::rv:
      return x * x.transpose();
    case BlockStatistic::mantel:
      return centred_off_diagonal(distances(x), false);
    case BlockStatistic::mantel_spearman:
      return centred_off_diagonal(distances(x), true);
    case BlockStatistic::distance_covariance:
      return doubly_centred(distances(x));
    case BlockStatistic::hsic:
      return doubly_centred(gaussian(distances(x)));
  }
  throw std::logic_error("block statistic");
}

double product(const MatrixXd& a, const MatrixXd& b, std::span<const int> order) {
  double sum = 0;
  for (Index j = 0; j < a.cols(); ++j) {
    const double* column = b.col(order[static_cast<std::size_t>(j)]).data();
    const double* other = a.col(j).data();
    double below = 0;
    for (Index i = j + 1; i < a.rows(); ++i) below += other[i] * column[order[static_cast<std::size_t>(i)]];
    sum += 2 * below + other[j] * column[order[static_cast<std::size_t>(j)]];
  }
  return sum;
}

struct Names {
  std::string_view drawn, complete, estimate;
};
Names names_of(BlockStatistic statistic) {
  switch (statistic) {
    case BlockStatistic::rv:
      return {"rv permutation", "rv permutation exact", "rv"};
    case BlockStatistic::mantel:
      return {"mantel permutation", "mantel permutation exact", "r"};
    case BlockStatistic::mantel_spearman:
      return {"mantel spearman permutation", "mantel spearman permutation exact", "rho"};
    case BlockStatistic::distance_covariance:
      return {"distance covariance permutation", "distance covariance permutation exact", "distance_correlation"};
    case BlockStatistic::hsic:
      return {"hsic permutation", "hsic permutation exact", "cka"};
  }
  throw std::logic_error("block statistic");
}

}  // namespace

PermutationResult block_dependence(ConstMatrix left, ConstMatrix right, BlockStatistic statistic,
                                   const Permutations& how, bool scale) {
  const Index all = left.rows();
  if (right.rows() != all || (!how.stratum.empty() && static_cast<Index>(how.stratum.size()) != all))
    throw std::invalid_argument("different numbers of cases");
  PermutationResult out;
  TestResult& r = out.result;
  const Names names = names_of(statistic);
  r.test = names.drawn;
  r.estimate_kind = names.estimate;
  r.ci_reason = Reason::not_asked;
  std::vector<Index> rows;
  std::vector<int> strata;
  for (Index i = 0; i < all; ++i) {
    const int stratum = how.stratum.empty() ? 0 : how.stratum[static_cast<std::size_t>(i)];
    if (stratum < 0 || left.row(i).array().isNaN().any() || right.row(i).array().isNaN().any()) continue;
    rows.push_back(i);
    if (!how.stratum.empty()) strata.push_back(stratum);
  }
  r.n = rows.size();
  if (rows.size() < 4) return refuse(r, Reason::too_few), out;
  const Block x = prepare_block(MatrixXd(left(rows, Eigen::all)), scale),
              y = prepare_block(MatrixXd(right(rows, Eigen::all)), scale);
  for (const Block* b : {&x, &y})
    if (!b->reason.empty()) return refuse(r, b->reason == "not finite" ? Reason::not_finite : Reason::constant), out;
  const MatrixXd a = relation(x.values, statistic), b = relation(y.values, statistic);
  const double size = a.norm() * b.norm();
  if (!(size > 0) || !std::isfinite(size)) return refuse(r, Reason::degenerate), out;
  std::vector<int> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  const double sum = product(a, b, order), n = static_cast<double>(rows.size());
  const double ratio = sum / size;
  switch (statistic) {
    case BlockStatistic::distance_covariance:
      r.statistic = sum / n, r.estimate = std::sqrt(std::max(0.0, ratio));
      break;
    case BlockStatistic::hsic:
      r.statistic = sum / (n * n), r.estimate = ratio;
      break;
    default:
      r.statistic = r.estimate = ratio;
  }
  Permutations within = how;
  within.stratum = strata;
  const PermutationP p = permutation_p(
      order, [&](std::span<const int> code) { return product(a, b, code); }, size, within);
  take_permutations(out, p, names.drawn, names.complete);
  return out;
}

}  // namespace rgx::stats
