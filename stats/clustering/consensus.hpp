#pragma once
// Consensus clustering (Monti, Tamayo, Mesirov & Golub 2003): which cases stay together when cases, and columns, are
// drawn again and again.
#include <Eigen/Core>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"
#include "stats/clustering/distances.hpp"
#include "stats/clustering/hierarchical.hpp"
#include "stats/clustering/partitions.hpp"

namespace rgx::stats {

// Rows and columns of one resample, ascending, each once.
struct Draw {
  std::vector<std::size_t> cases, columns;
};
// floor(items · n) cases and floor(features · p) columns each, at least one; draw r from Stream(key, r). Shares outside
// (0, 1] throw std::invalid_argument.
std::vector<Draw> consensus_draws(std::size_t n, std::size_t p, int resamples, double items, double features,
                                  std::uint64_t key);

// Clusters of the cases of a draw, in its order, for each number of clusters; empty where there are none.
using InnerClusterer =
    std::function<std::vector<std::vector<int>>(const Draw& draw, std::span<const int> ks, Stream stream)>;
InnerClusterer inner(ConstMatrix x, Clusterer clusterer);
// Trees; distances are taken once where every draw has every column.
InnerClusterer inner_hierarchical(ConstMatrix x, Metric metric, Linkage linkage, const ParallelFor& parallel);

struct ConsensusOptions {
  double ambiguous_low = 0.1, ambiguous_high = 0.9;  // Șenbabaoğlu, Michailidis & Li 2014
  Linkage final_linkage = Linkage::average;
};

struct Consensus {
  int k = 0;
  // Times two cases fell into one cluster over times both were drawn; diagonal 1.
  Eigen::MatrixXd matrix;
  Tree tree;                     // of 1 − matrix, `final_linkage`
  std::vector<int> cluster;      // the tree cut into k
  Eigen::VectorXd cluster_mean;  // mean consensus of the pairs in a cluster; NaN for a single case
  Eigen::MatrixXd item;          // cases × k: mean consensus of a case with a cluster's (other) members
  double area = 0;               // under the distribution function of the pairs' consensus, 0 … 1
  double delta_area = 0;         // the first k: its area; then the relative gain over the k before
  // Share of the pairs with low < consensus <= high, neither apart nor together.
  double ambiguous = 0;
  std::size_t failed = 0;  // draws without a partition into k
  std::string reason;      // "", "pairs never drawn together" (more resamples or items): nothing else holds
};

// One for each of `ks` (ascending), draws in parallel; draw r is clustered with Stream(key, r, 1).
// R: ConsensusClusterPlus on the same draws.
std::vector<Consensus> consensus_clusters(std::size_t n, std::span<const Draw> draws, std::span<const int> ks,
                                          const InnerClusterer& inner, std::uint64_t key,
                                          const ConsensusOptions& options = {},
                                          const ParallelFor& parallel = serial_for);

// Share of the pairs (i < j) of a consensus matrix at or below each of `at`.
std::vector<double> consensus_distribution(ConstMatrix matrix, std::span<const double> at);

}  // namespace rgx::stats
