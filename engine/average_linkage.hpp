#pragma once
// Agglomerative hierarchical clustering by average linkage (UPGMA; Sokal & Michener 1958), for the few dozen rows that
// a figure orders: O(n³) time.
#include <cstddef>
#include <utility>
#include <vector>

namespace rgx::engine {

struct Dendrogram {
  // From the lowest merge on: what was joined, and at which distance. As R writes them: −i the single item i (from 1),
  // k the result of the merge k (from 1); singles before clusters, earlier clusters before later ones.
  std::vector<std::pair<int, int>> merges;
  std::vector<double> heights;
  std::vector<std::size_t> order;  // the items (from 0) from one side to the other, so that no branches cross
};

// `distance`: n × n, symmetric, row by row, finite. Of equal distances the first pair is merged.
// R: hclust(d, method = "average").
Dendrogram average_linkage(const std::vector<double>& distance, std::size_t n);

// Euclidean distances between the rows of a matrix (rows × columns, row by row) over the columns that both have, scaled
// up for those that are missing (NaN); the largest of all where two rows share none. R: dist(x).
std::vector<double> euclidean_distances(const std::vector<double>& values, std::size_t rows, std::size_t columns);

}  // namespace rgx::engine
