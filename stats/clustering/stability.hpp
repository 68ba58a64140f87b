#pragma once
// Do the clusters come back when the cases are drawn again? (Hennig 2007)
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"
#include "stats/clustering/partitions.hpp"

namespace rgx::stats {

struct ClusterStability {
  Eigen::VectorXd jaccard;                // mean over resamples of the best match of each cluster; NaN: never drawn
  std::vector<int> recovered, dissolved;  // resamples with a best match of 0.75 and above, of 0.5 and below
  std::vector<int> resamples;             // of each cluster: those that drew a case of it and had a partition
};

// Bootstrap samples (Stream(key, r)), a case drawn twice taken once, are clustered anew with Stream(key, r, 1); each
// cluster's drawn cases are compared with all new clusters by Jaccard's similarity.
// R: fpc::clusterboot(bootmethod = "boot", multipleboot = FALSE).
ClusterStability cluster_stability(ConstMatrix x, std::span<const int> cluster, int k, const Clusterer& clusterer,
                                   int resamples, std::uint64_t key, const ParallelFor& parallel = serial_for);

// One resample: the best Jaccard similarity of each of k clusters among the drawn cases with those found anew; NaN
// where no case of it is drawn.
Eigen::VectorXd best_matches(std::span<const int> cluster, int k, std::span<const std::size_t> drawn,
                             std::span<const int> anew);

}  // namespace rgx::stats
