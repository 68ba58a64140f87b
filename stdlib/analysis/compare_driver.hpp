#pragma once
// What every test of `compare` shares: columns against one categorical outcome, complete cases, rows in feature order.
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/operation.hpp"
#include "stats/permuted_statistics.hpp"
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
  std::vector<std::size_t> rows;  // of the frame

  std::vector<double> of_group(int wanted) const;
};

// "wildtype=50; mutant=137", as the column `groups` has it.
std::string group_counts(const std::vector<int>& codes, const std::vector<std::string>& levels);

// Called once a feature and group, from several threads; `index` counts them (for random streams).
using OneFeature = std::function<stats::TestResult(const Grouped& cases, std::size_t index)>;

enum class Takes { numbers, categories };

// Frame, outcome and features from the node's parameters; one row a feature.
// `permuted`: the form of the test that `correct(method: maxT)` permutes, where it has one.
engine::Output compare_features(const engine::Context& context, Takes takes, const OneFeature& test,
                                std::optional<stats::PermutedStatistic> permuted = std::nullopt);

}  // namespace rgx::stdlib
