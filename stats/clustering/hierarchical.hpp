#pragma once
// Agglomerative hierarchical clustering, and the partitions that a tree gives.
#include <Eigen/Core>
#include <array>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// ward_d2 squares the distances first and gives heights in their unit: Ward's (1963) criterion on Euclidean distances.
// ward_d is the same update on the distances as they stand (Murtagh & Legendre 2014). centroid and median expect
// squared Euclidean distances; their heights may fall.
enum class Linkage { single, complete, average, ward_d, ward_d2, mcquitty, centroid, median };

struct Tree {
  // From the first merge on, what was joined: −i the single case i (from 1), k the result of merge k (from 1); singles
  // before clusters, earlier ones before later ones.
  std::vector<std::array<int, 2>> merge;
  std::vector<double> height;
  std::vector<std::size_t> order;  // cases (from 0) from one side to the other, so that no branches cross
  std::string reason;              // "", "too few" (below two cases), "not finite"
};

// `distance`: n × n, symmetric (only one triangle is read). Updates by Lance & Williams (1967) beside a list of nearest
// neighbours (Murtagh 1985): O(n²) as a rule. Of equal distances the choice is R's.
// R: hclust(d, method).
Tree hierarchical(ConstMatrix distance, Linkage linkage);

// Cluster of each case, 0 … k-1 in the order of their first cases. k beyond 1 … n throws std::invalid_argument.
// R: cutree(tree, k) - 1.
std::vector<int> cut_tree(const Tree& tree, int k);

// Heights at which two cases come together, n × n. R: cophenetic(tree).
Eigen::MatrixXd cophenetic(const Tree& tree);
// Pearson correlation of the two triangles: how well the tree keeps the distances (Sokal & Rohlf 1962). NaN where one
// of them is constant, or below three cases.
double cophenetic_correlation(const Tree& tree, ConstMatrix distance);

}  // namespace rgx::stats
