#pragma once
// k means: clusters of the least sum of squares about their means.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/clustering/partitions.hpp"

namespace rgx::stats {

struct KMeansOptions {
  int starts = 50;           // the best of so many
  int max_iterations = 200;  // passes over the cases, of either kind
};

struct KMeans {
  std::vector<int> cluster;  // of each case, 0 … k-1
  Eigen::MatrixXd centre;    // k × columns
  Eigen::VectorXd within;    // sum of squares of each cluster about its centre
  double total_within = 0, between = 0;
  int starts_at_best = 0;  // of the starts: those whose total is within 1e-9 of the best
  bool converged = false;  // of the best start
  std::string reason;      // "", or "fewer distinct cases than clusters" (nothing else is set)
};

// Each start: centres drawn by k-means++ (Arthur & Vassilvitskii 2007) from stream.at(start, k), Lloyd's (1982) steps
// until no case changes, then single cases exchanged as long as that lowers the total (Hartigan & Wong 1979), which
// Lloyd's fixed points may still allow. No cluster is ever empty. k < 1 or values that are not finite throw
// std::invalid_argument. R: kmeans(x, k, nstart, algorithm = "Hartigan-Wong"), the same optimum.
KMeans k_means(ConstMatrix x, int k, const Stream& stream, const KMeansOptions& options = {},
               const ParallelFor& parallel = serial_for);

// The partitions of k_means under a key drawn from the stream.
Clusterer k_means_clusterer(const KMeansOptions& options);

}  // namespace rgx::stats
