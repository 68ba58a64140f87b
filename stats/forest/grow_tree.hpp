#pragma once
// One tree, from the cases drawn for it.
#include <functional>

#include "stats/forest/column_order.hpp"
#include "stats/forest/forest.hpp"
#include "stats/forest/node_rule.hpp"

namespace rgx::stats {

struct GrowInput {
  ConstMatrix x;
  const ColumnOrder& order;
  const ForestOptions& options;  // with what 0 stood for
  std::function<std::unique_ptr<NodeRule>()> rule;
};

// times: how often each case was drawn. Adds to `impurity`, one place a column, what the cuts of the tree gain.
ForestTree grow_tree(const GrowInput& in, const std::vector<std::uint32_t>& times, Stream& draws,
                     std::vector<std::pair<std::uint32_t, double>>& impurity);

}  // namespace rgx::stats
