#pragma once
// Partitions: how two agree, how clusters are numbered, and what a partition says of cases it has not seen.
#include <Eigen/Core>
#include <functional>
#include <span>
#include <vector>

#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// A way of clustering: the cluster of each row (0 … k-1, none empty) for each number of clusters; an empty vector where
// the rows have no such partition (fewer distinct rows than clusters). `stream` is its own: what needs no chance leaves
// it alone.
using Clusterer =
    std::function<std::vector<std::vector<int>>(const Eigen::MatrixXd& x, std::span<const int> ks, Stream stream)>;

// Hubert & Arabie 1985: 1 for the same partition, 0 on average for independent ones; NaN without cases; 1 where both
// put all cases together or all apart. Different lengths or negative codes throw std::invalid_argument.
// R: mclust::adjustedRandIndex.
double adjusted_rand(std::span<const int> a, std::span<const int> b);

// Cases in both over cases in one or the other, for every cluster of `a` (rows) with every cluster of `b` (columns).
Eigen::MatrixXd jaccard(std::span<const int> a, std::span<const int> b);

// Cases of each code; a negative one throws std::invalid_argument.
std::vector<std::size_t> cluster_sizes(std::span<const int> cluster);
// Mean of each cluster's rows, k × columns; NaN for an empty one.
Eigen::MatrixXd cluster_means(ConstMatrix x, std::span<const int> cluster, int k);

// New number of each cluster, so that the numbers are not the luck of a start. One column: by its mean, from low to
// high. Several: by size from the largest down, then by the means of the columns in their order, from low to high.
std::vector<int> stable_numbers(ConstMatrix x, std::span<const int> cluster, int k);
// cluster[i] = numbers[cluster[i]].
void renumber(std::span<int> cluster, std::span<const int> numbers);

// The nearest row of `centres` of each row of `x` by Euclidean distance, ties to the first.
std::vector<int> nearest_centre(ConstMatrix x, ConstMatrix centres);

}  // namespace rgx::stats
