#pragma once
// What every test of `compare` shares: columns against one categorical outcome, complete cases, rows in feature order.
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/operation.hpp"
#include "stats/base/result.hpp"
#include "stats/groups/dunn.hpp"
#include "stats/permutation/permuted_statistics.hpp"
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
  std::vector<int> stratum;       // codes 0 …, one a case; empty where `strata` names nothing
  std::vector<int> subject;       // of each case
  bool clustered = false;         // several rows may belong to a subject
  bool estimate_only = false;     // neither p nor interval is looked at

  std::vector<double> of_group(int wanted) const;
};

// What a test has to say of one feature.
struct Compared {
  stats::TestResult result;
  std::vector<stats::PairResult> pairs = {};  // of groups: the second stage
  std::string term = "", note = "";

  Compared(stats::TestResult of_all) : result(of_all) {}  // NOLINT(google-explicit-constructor)
};

// "wildtype=50; mutant=137", as the column `groups` has it.
std::string group_counts(const std::vector<int>& codes, const std::vector<std::string>& levels,
                         bool present_only = false);

// Called once a feature and group, from several threads; `index` counts them (for random streams).
using OneFeature = std::function<Compared(const Grouped& cases, std::size_t index)>;

// ranks: numbers, of which only the order counts (what `audit` leaves of a feature is then of its mid-ranks).
enum class Takes { numbers, ranks, categories };

// Throws Failure "wrong-test" where the column is not what the test takes.
void require_fit(const FrameColumn& feature, Takes takes);

// Frame, outcome, features, strata and audit from the node's parameters; one row a feature, the pairs of its second
// stage behind it. `permuted`: the form of the test that `correct(method: maxT)` permutes, where it has one.
engine::Output compare_features(const engine::Context& context, Takes takes, const OneFeature& test,
                                std::optional<stats::PermutedStatistic> permuted = std::nullopt);

}  // namespace rgx::stdlib
