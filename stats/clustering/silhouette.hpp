#pragma once
// How well each case lies in its cluster (Rousseeuw 1987).
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct Silhouette {
  Eigen::VectorXd width;     // (b - a) / max(a, b), −1 … 1; 0 for the only case of a cluster
  std::vector<int> nearest;  // the other cluster that lies nearest
  Eigen::VectorXd cluster_mean;
  double mean = 0;  // of all cases
};

// a: mean distance to the others of the own cluster, b: to the nearest other one. Codes 0 … k-1, each with cases, and
// two clusters at least, else std::invalid_argument. R: cluster::silhouette(cluster, dist = d).
Silhouette silhouette(ConstMatrix distance, std::span<const int> cluster);

}  // namespace rgx::stats
