#pragma once
// What the heat map of clusters is drawn from: the columns that differ most between them.
#include <optional>
#include <vector>

#include "stdlib/analysis/cluster_cases.hpp"

namespace rgx::stdlib {

// NAME.heat.csv: subject, cluster, and up to 60 columns in standard deviations from their mean over all cases, those
// whose variance lies most between the clusters (eta squared), in the order of the table. Cases in the order of the
// tree; without one cluster by cluster, in each by the distance to its centre.
engine::Table cluster_heat(const std::vector<int>& cluster, const std::optional<stats::Tree>& tree,
                           const ClusterCases& cases);

}  // namespace rgx::stdlib
