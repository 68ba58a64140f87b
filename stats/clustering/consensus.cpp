#include "stats/clustering/consensus.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::MatrixXi;

std::size_t share_of(std::size_t n, double share) {
  if (!(share > 0 && share <= 1)) throw std::invalid_argument("share of cases or columns outside 0 … 1");
  // 0.29 · 100 is 28.999… in double.
  return std::max<std::size_t>(1, static_cast<std::size_t>(std::floor(share * static_cast<double>(n) + 1e-9)));
}

std::vector<std::size_t> drawn(Stream& stream, std::size_t n, std::size_t count) {
  auto out = stream.sample(n, count);
  std::ranges::sort(out);
  return out;
}

void describe(Consensus& c, const ConsensusOptions& options) {
  const Index n = c.matrix.rows();
  const MatrixXd apart = 1 - c.matrix.array();
  c.tree = hierarchical(apart, options.final_linkage);
  c.cluster = cut_tree(c.tree, c.k);
  c.item = MatrixXd::Zero(n, c.k);
  const auto size = cluster_sizes(c.cluster);
  c.cluster_mean = Eigen::VectorXd::Zero(c.k);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j)
      if (i != j) c.item(i, c.cluster[j]) += c.matrix(j, i);
    c.cluster_mean[c.cluster[i]] += c.item(i, c.cluster[i]);
    for (Index g = 0; g < c.k; ++g) c.item(i, g) /= static_cast<double>(size[g] - (c.cluster[i] == g ? 1 : 0));
  }
  for (Index g = 0; g < c.k; ++g) c.cluster_mean[g] /= static_cast<double>(size[g] * (size[g] - 1));
  double sum = 0, low = 0, high = 0;
  for (Index j = 0; j < n; ++j)
    for (Index i = j + 1; i < n; ++i) {
      sum += c.matrix(i, j);
      low += c.matrix(i, j) <= options.ambiguous_low;
      high += c.matrix(i, j) <= options.ambiguous_high;
    }
  const double pairs = static_cast<double>(n) * static_cast<double>(n - 1) / 2;
  c.area = 1 - sum / pairs;  // ∫ F = 1 − mean, without Monti's steps or a histogram's
  c.ambiguous = (high - low) / pairs;
}

}  // namespace

std::vector<Draw> consensus_draws(std::size_t n, std::size_t p, int resamples, double items, double features,
                                  std::uint64_t key) {
  std::vector<Draw> out(static_cast<std::size_t>(std::max(0, resamples)));
  const std::size_t cases = share_of(n, items), columns = share_of(p, features);
  for (std::size_t r = 0; r < out.size(); ++r) {
    Stream stream(key, static_cast<std::uint32_t>(r));
    out[r].cases = drawn(stream, n, cases);
    out[r].columns = drawn(stream, p, columns);
  }
  return out;
}

InnerClusterer inner(ConstMatrix x, Clusterer clusterer) {
  return [table = MatrixXd(x), clusterer = std::move(clusterer)](const Draw& draw, std::span<const int> ks,
                                                                 Stream stream) {
    return clusterer(table(draw.cases, draw.columns), ks, stream);
  };
}

InnerClusterer inner_hierarchical(ConstMatrix x, Metric metric, Linkage linkage, const ParallelFor& parallel) {
  return [table = MatrixXd(x), whole = distances(x, metric, parallel), metric, linkage](
             const Draw& draw, std::span<const int> ks, Stream) {
    const bool all = draw.columns.size() == static_cast<std::size_t>(table.cols());
    const MatrixXd d =
        all ? MatrixXd(whole(draw.cases, draw.cases)) : distances(MatrixXd(table(draw.cases, draw.columns)), metric);
    const Tree tree = hierarchical(d, linkage);
    std::vector<std::vector<int>> out(ks.size());
    for (std::size_t i = 0; i < ks.size(); ++i)
      if (tree.reason.empty() && static_cast<std::size_t>(ks[i]) <= draw.cases.size()) out[i] = cut_tree(tree, ks[i]);
    return out;
  };
}

std::vector<Consensus> consensus_clusters(std::size_t n, std::span<const Draw> draws, std::span<const int> ks,
                                          const InnerClusterer& inner, std::uint64_t key,
                                          const ConsensusOptions& options, const ParallelFor& parallel) {
  if (!std::ranges::is_sorted(ks) || ks.empty() || ks.front() < 1 || static_cast<std::size_t>(ks.back()) > n)
    throw std::invalid_argument("numbers of clusters not ascending within 1 … the number of cases");
  std::vector<std::vector<std::vector<int>>> found(draws.size());  // [draw][k]
  parallel(draws.size(),
           [&](std::size_t r) { found[r] = inner(draws[r], ks, Stream(key, static_cast<std::uint32_t>(r), 1)); });
  std::vector<Consensus> out(ks.size());
  parallel(ks.size(), [&](std::size_t at) {
    Consensus& c = out[at];
    c.k = ks[at];
    MatrixXi both = MatrixXi::Zero(static_cast<Index>(n), static_cast<Index>(n)), together = both;
    for (std::size_t r = 0; r < draws.size(); ++r) {
      const auto& cases = draws[r].cases;
      const auto& cluster = found[r][at];
      if (cluster.empty()) {
        ++c.failed;
        continue;
      }
      for (std::size_t a = 0; a < cases.size(); ++a)
        for (std::size_t b = a + 1; b < cases.size(); ++b) {
          const auto i = static_cast<Index>(cases[a]), j = static_cast<Index>(cases[b]);
          ++both(j, i);
          together(j, i) += cluster[a] == cluster[b];
        }
    }
    c.matrix = MatrixXd::Identity(static_cast<Index>(n), static_cast<Index>(n));
    for (Index i = 0; i < both.cols(); ++i)
      for (Index j = i + 1; j < both.rows(); ++j) {
        if (both(j, i) == 0) c.reason = "pairs never drawn together";
        c.matrix(j, i) = c.matrix(i, j) = static_cast<double>(together(j, i)) / static_cast<double>(both(j, i));
      }
    if (c.reason.empty() && n < 2) c.reason = "too few";
    if (c.reason.empty()) describe(c, options);
  });
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i].delta_area = i == 0 ? out[i].area : (out[i].area - out[i - 1].area) / out[i - 1].area;
  return out;
}

std::vector<double> consensus_distribution(ConstMatrix matrix, std::span<const double> at) {
  std::vector<double> pairs;
  for (Index j = 0; j < matrix.cols(); ++j)
    for (Index i = j + 1; i < matrix.rows(); ++i) pairs.push_back(matrix(i, j));
  std::ranges::sort(pairs);
  std::vector<double> out;
  for (const double v : at)
    out.push_back(static_cast<double>(std::ranges::upper_bound(pairs, v) - pairs.begin()) /
                  static_cast<double>(pairs.size()));
  return out;
}

}  // namespace rgx::stats
