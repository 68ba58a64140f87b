#pragma once
// The cases that a `cluster` block groups: complete rows of a frame as standardised numbers.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/clustering/distances.hpp"
#include "stats/clustering/hierarchical.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

struct ClusterCases {
  std::vector<std::string> subject, cohort;  // one a case
  std::vector<std::string> columns;          // that vary
  Eigen::MatrixXd raw, x;                    // cases × columns, as they stand and standardised (x = raw where not)
  Eigen::VectorXd centre, scale;             // x = (raw − centre) / scale
  std::vector<engine::Note> notes;           // columns that are constant, cases left out
};

// Node parameters: from (selections), missing ("error", "complete_cases"), args.standardise. Throws Failure:
// missing-value, too-few (below two cases, or fewer than args.k names), constant-feature (nothing varies).
ClusterCases cluster_cases(const engine::Context& context);

// The smallest and the largest number of clusters that are tried, of `k: 3` or `k: 2 .. 6`.
std::vector<int> numbers_of_clusters(const engine::Json& args);

stats::Metric metric_of(const std::string& name);
stats::Linkage linkage_of(const std::string& name);
// What the linkage is given: distances between the rows, squared for centroid and median.
Eigen::MatrixXd linkage_distances(const Eigen::MatrixXd& distance, stats::Linkage linkage);

// Labels of other cases, by what `fit` (meta of a block's bundle) keeps: nearest centre, or most probable component. -1
// where a column is missing.
std::vector<int> labels_by(const engine::Json& fit, const std::vector<FrameColumn>& columns, std::size_t rows);

// {subject, cluster} of one cohort: its own cases' from the bundle, another's by the fit. Node operation behind labels.
engine::Operation cluster_labels_operation();
// Groups by a model's score (score_groups.cpp): params `from` (the score), `levels`, `cuts` or `at`.
engine::Operation score_groups_operation();

}  // namespace rgx::stdlib
