#include "stats/clustering/silhouette.hpp"

#include <algorithm>
#include <stdexcept>

#include "stats/clustering/partitions.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

Silhouette silhouette(ConstMatrix distance, std::span<const int> cluster) {
  const Index n = distance.rows();
  if (distance.cols() != n || cluster.size() != static_cast<std::size_t>(n))
    throw std::invalid_argument("a partition of other cases");
  const auto sizes = cluster_sizes(cluster);
  const auto k = static_cast<Index>(sizes.size());
  if (k < 2 || std::ranges::count(sizes, std::size_t{0}) > 0)
    throw std::invalid_argument("a silhouette needs two clusters, none empty");
  Silhouette out;
  out.width = VectorXd::Zero(n);
  out.nearest.assign(static_cast<std::size_t>(n), 0);
  out.cluster_mean = VectorXd::Zero(k);
  for (Index i = 0; i < n; ++i) {
    VectorXd mean = VectorXd::Zero(k);
    for (Index j = 0; j < n; ++j) mean[cluster[j]] += distance(j, i);
    const Index own = cluster[i];
    for (Index c = 0; c < k; ++c) mean[c] /= static_cast<double>(sizes[c] - (c == own && sizes[c] > 1 ? 1 : 0));
    Index nearest = own == 0 ? 1 : 0;
    for (Index c = nearest + 1; c < k; ++c)
      if (c != own && mean[c] < mean[nearest]) nearest = c;
    out.nearest[i] = static_cast<int>(nearest);
    const double a = mean[own], b = mean[nearest];
    if (sizes[own] > 1 && a != b) out.width[i] = (b - a) / std::max(a, b);
    out.cluster_mean[own] += out.width[i];
  }
  out.mean = out.width.mean();
  for (Index c = 0; c < k; ++c) out.cluster_mean[c] /= static_cast<double>(sizes[c]);
  return out;
}

}  // namespace rgx::stats
