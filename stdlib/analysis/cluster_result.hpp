#pragma once
// What a `cluster` block found, as its tables: labels, summary, clusters, and what its figures are drawn from.
#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/clustering/consensus.hpp"
#include "stats/clustering/gap.hpp"
#include "stats/clustering/gaussian_mixture.hpp"
#include "stats/clustering/partitions.hpp"
#include "stdlib/analysis/cluster_cases.hpp"

namespace rgx::stdlib {

// One number of clusters that was tried.
struct ClusterTry {
  int k = 0;
  std::string model;         // of a mixture
  std::vector<int> cluster;  // empty: there is none, see `reason`
  std::string reason;
  double within = stats::missing, silhouette = stats::missing, gap = stats::missing, gap_se = stats::missing;
  double bic = stats::missing, log_likelihood = stats::missing, ambiguous = stats::missing, area = stats::missing,
         delta_area = stats::missing;
  std::optional<stats::Mixture> mixture;
  std::optional<stats::Consensus> consensus;
};

struct ClusterFound {
  std::string by;  // how k was chosen: "silhouette", "gap", "bic", "pac"; "given" where one k was asked
  std::string distance = "euclidean";
  std::vector<ClusterTry> tries;
  std::size_t chosen = 0;
  std::optional<stats::Tree> tree;  // of the cases, or of their consensus
  double cophenetic = stats::missing;
  stats::Clusterer clusterer;  // for stability; none: it is not asked
  int stability = 0;           // resamples
  std::optional<stats::Gap> gap;
};

// Silhouettes of every try on these distances.
void take_silhouettes(ClusterFound& found, const Eigen::MatrixXd& distance);
// The place of the best try by a number that is to be large; ties to the fewer clusters. Throws Failure "too-few" where
// none has it.
std::size_t best_try(const std::vector<ClusterTry>& tries, double ClusterTry::*number, bool smaller = false);

// Numbers the clusters stably and writes the bundle: labels, summary, clusters, tree, consensus, distribution, heat;
// meta: levels and fit.
engine::Output cluster_output(ClusterCases cases, ClusterFound found, const Eigen::MatrixXd& distance,
                              const engine::Context& context);

}  // namespace rgx::stdlib
