#pragma once
// One tree of a forest as it is kept: nodes in the order in which they were made, the root first.
#include <cstdint>
#include <vector>

namespace rgx::stats {

struct ForestNode {
  std::int32_t column = -1;  // cases with x[column] <= cut go left; -1: a leaf
  std::int32_t child = 0;    // the left one, the right one follows it; of a leaf: its number among the leaves
  double cut = 0;            // of a leaf: the mean of its cases (regression) or their class (votes)
};

struct ForestTree {
  std::vector<ForestNode> nodes;
  std::vector<double> share;  // probability: leaf by leaf, of each class
  // Survival, leaf by leaf: jumps of the Nelson-Aalen estimate, of leaf l in places first[l] … first[l + 1] - 1.
  std::vector<std::uint32_t> first{0};
  std::vector<std::uint32_t> time;  // place among the forest's event times
  std::vector<double> jump;

  template <class Row>
  [[nodiscard]] const ForestNode& leaf_of(const Row& value) const {  // value(column)
    const ForestNode* node = nodes.data();
    while (node->column >= 0)
      node = nodes.data() + node->child + (value(static_cast<std::size_t>(node->column)) > node->cut ? 1 : 0);
    return *node;
  }
};

}  // namespace rgx::stats
