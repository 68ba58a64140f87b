#include "stats/clustering/stability.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/result.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd best_matches(std::span<const int> cluster, int k, std::span<const std::size_t> drawn,
                      std::span<const int> anew) {
  std::vector<int> own;
  for (const std::size_t i : drawn) own.push_back(cluster[i]);
  const MatrixXd similar = jaccard(own, anew);
  VectorXd out = VectorXd::Constant(k, missing);
  for (Index c = 0; c < std::min<Index>(k, similar.rows()); ++c)
    if (std::ranges::count(own, static_cast<int>(c)) > 0) out[c] = similar.row(c).maxCoeff();
  return out;
}

ClusterStability cluster_stability(ConstMatrix x, std::span<const int> cluster, int k, const Clusterer& clusterer,
                                   int resamples, std::uint64_t key, const ParallelFor& parallel) {
  const auto n = static_cast<std::size_t>(x.rows());
  if (cluster.size() != n) throw std::invalid_argument("a partition of other cases");
  std::vector<VectorXd> found(static_cast<std::size_t>(std::max(0, resamples)), VectorXd::Constant(k, missing));
  parallel(found.size(), [&](std::size_t r) {
    const auto replicate = static_cast<std::uint32_t>(r);
    auto drawn = Stream(key, replicate).bootstrap(n);
    std::ranges::sort(drawn);
    drawn.erase(std::ranges::unique(drawn).begin(), drawn.end());
    const int one[] = {k};
    const auto anew = clusterer(x(drawn, Eigen::all), one, Stream(key, replicate, 1));
    if (!anew[0].empty()) found[r] = best_matches(cluster, k, drawn, anew[0]);
  });
  ClusterStability out;
  out.jaccard = VectorXd::Zero(k);
  out.recovered.assign(static_cast<std::size_t>(k), 0);
  out.dissolved = out.resamples = out.recovered;
  for (const VectorXd& match : found)
    for (Index c = 0; c < k; ++c) {
      if (std::isnan(match[c])) continue;
      out.jaccard[c] += match[c];
      ++out.resamples[c];
      out.recovered[c] += match[c] >= 0.75;
      out.dissolved[c] += match[c] <= 0.5;
    }
  for (Index c = 0; c < k; ++c) out.jaccard[c] /= out.resamples[c];
  return out;
}

}  // namespace rgx::stats
