#include "stats/clustering/gap.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/reduce.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd spreads(ConstMatrix x, std::span<const int> ks, const Clusterer& clusterer, Stream stream, double power) {
  VectorXd out = VectorXd::Constant(static_cast<Index>(ks.size()), missing);
  const auto clusters = clusterer(x, ks, stream);
  for (std::size_t i = 0; i < ks.size(); ++i)
    if (!clusters[i].empty()) out[static_cast<Index>(i)] = log_within(x, clusters[i], power);
  return out;
}

// Directions of the principal axes, columns × axes, from the smaller of the two products.
MatrixXd axes(ConstMatrix x) {
  const MatrixXd centred = x.rowwise() - x.colwise().mean();
  const bool wide = centred.cols() > centred.rows();
  const MatrixXd product = wide ? MatrixXd(centred * centred.transpose()) : MatrixXd(centred.transpose() * centred);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solved(product);
  if (!wide) return solved.eigenvectors();
  const VectorXd& value = solved.eigenvalues();
  Index rank = 0;
  while (rank < value.size() && value[value.size() - 1 - rank] > 1e-12 * value[value.size() - 1]) ++rank;
  return centred.transpose() * solved.eigenvectors().rightCols(rank) *
         value.tail(rank).cwiseSqrt().cwiseInverse().asDiagonal();
}

MatrixXd even_box(const MatrixXd& x, Stream& stream) {
  MatrixXd out(x.rows(), x.cols());
  for (Index c = 0; c < x.cols(); ++c) {
    const double low = x.col(c).minCoeff(), high = x.col(c).maxCoeff();
    for (Index i = 0; i < x.rows(); ++i) out(i, c) = low + (high - low) * stream.uniform();
  }
  return out;
}

MatrixXd reference_of(ConstMatrix x, const MatrixXd& turned, const MatrixXd& rotation, Stream& stream) {
  if (rotation.size() == 0) return even_box(MatrixXd(x), stream);
  return (even_box(turned, stream) * rotation.transpose()).rowwise() + x.colwise().mean();
}

}  // namespace

double log_within(ConstMatrix x, std::span<const int> cluster, double power) {
  const auto size = cluster_sizes(cluster);
  const MatrixXd cases = x.transpose();
  VectorXd sum = VectorXd::Zero(static_cast<Index>(size.size()));
  for (Index i = 0; i < cases.cols(); ++i)
    for (Index j = i + 1; j < cases.cols(); ++j) {
      if (cluster[i] != cluster[j]) continue;
      const double squared = (cases.col(i) - cases.col(j)).squaredNorm();
      sum[cluster[i]] += power == 2 ? squared : std::pow(squared, power / 2);
    }
  for (Index c = 0; c < sum.size(); ++c)
    if (size[c] > 0) sum[c] /= static_cast<double>(size[c]);
  return std::log(sum.sum() / 2);
}

MatrixXd gap_reference(ConstMatrix x, GapSpace space, Stream& stream) {
  if (space == GapSpace::original) return even_box(MatrixXd(x), stream);
  const MatrixXd rotation = axes(x);
  return reference_of(x, (x.rowwise() - x.colwise().mean()) * rotation, rotation, stream);
}

Gap gap_statistic(ConstMatrix x, std::span<const int> ks, const Clusterer& clusterer, std::uint64_t key,
                  const GapOptions& options, const ParallelFor& parallel) {
  if (options.references < 2) throw std::invalid_argument("a gap needs two reference sets");
  if (!x.allFinite()) throw std::invalid_argument("gap of values that are not finite");
  const MatrixXd rotation = options.space == GapSpace::scaled_pca ? axes(x) : MatrixXd();
  const MatrixXd turned = rotation.size() > 0 ? MatrixXd((x.rowwise() - x.colwise().mean()) * rotation) : MatrixXd();
  const auto references = static_cast<std::size_t>(options.references);
  MatrixXd simulated(static_cast<Index>(ks.size()), options.references);
  VectorXd own;
  parallel(references + 1, [&](std::size_t b) {
    const auto replicate = static_cast<std::uint32_t>(b);
    if (b == references) {
      own = spreads(x, ks, clusterer, Stream(key, replicate, 1), options.power);
      return;
    }
    Stream draws(key, replicate);
    const MatrixXd cases = reference_of(x, turned, rotation, draws);
    simulated.col(static_cast<Index>(b)) = spreads(cases, ks, clusterer, Stream(key, replicate, 1), options.power);
  });
  Gap out;
  out.k.assign(ks.begin(), ks.end());
  out.log_w = own;
  out.expected_log_w = out.gap = out.se = VectorXd::Constant(own.size(), missing);
  std::vector<double> gap, se;
  std::vector<int> of;
  for (Index i = 0; i < own.size(); ++i) {
    const VectorXd row = simulated.row(i).transpose();
    const std::span<const double> values(row.data(), references);
    if (!row.allFinite() || !std::isfinite(own[i])) continue;
    out.expected_log_w[i] = mean(values);
    out.gap[i] = out.expected_log_w[i] - own[i];
    out.se[i] = std::sqrt((1 + 1.0 / options.references) * variance(values));
    gap.push_back(out.gap[i]);
    se.push_back(out.se[i]);
    of.push_back(ks[static_cast<std::size_t>(i)]);
  }
  if (gap.size() > 1) out.best = of[choose_gap(gap, se, options.rule, options.se_factor)];
  return out;
}

std::size_t choose_gap(std::span<const double> gap, std::span<const double> se, GapRule rule, double se_factor) {
  if (gap.empty() || gap.size() != se.size()) throw std::invalid_argument("no gaps to choose from");
  if (rule == GapRule::global_max) return static_cast<std::size_t>(std::ranges::max_element(gap) - gap.begin());
  if (rule == GapRule::tibs_2001) {
    for (std::size_t i = 0; i + 1 < gap.size(); ++i)
      if (gap[i] >= gap[i + 1] - se_factor * se[i + 1]) return i;
    return gap.size() - 1;
  }
  std::size_t top = gap.size() - 1;
  for (std::size_t i = 0; i + 1 < gap.size(); ++i)
    if (gap[i + 1] <= gap[i]) {
      top = i;
      break;
    }
  for (std::size_t i = 0; i < top; ++i)
    if (gap[i] >= gap[top] - se_factor * se[top]) return i;
  return top;
}

}  // namespace rgx::stats
