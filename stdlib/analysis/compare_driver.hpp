#pragma once
// What every test of `compare` shares: columns against one categorical outcome, complete cases, rows in feature order.
#include <functional>
#include <span>
#include <vector>

#include "engine/operation.hpp"
#include "stats/result.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// The cases of one feature that are complete, with the outcome's class of each (0 … classes-1).
struct Grouped {
  const FrameColumn& feature;
  std::vector<double> value;  // numeric, ordinal
  std::vector<int> category;  // nominal, and ordinal as levels
  std::vector<int> group;
  int groups = 0;  // declared classes
  int categories = 0;

  std::vector<double> of_group(int wanted) const;
};

// Called once a feature, from several threads; `index` is the feature's place (for random streams).
using OneFeature = std::function<stats::TestResult(const Grouped& cases, std::size_t index)>;

enum class Takes { numbers, categories };

// Frame, outcome and features from the node's parameters; one row a feature.
engine::Output compare_features(const engine::Context& context, Takes takes, const OneFeature& test);

}  // namespace rgx::stdlib
