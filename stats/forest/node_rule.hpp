#pragma once
// How a node judges the cuts of a column and what its leaf says: one rule an outcome, all in one pass over the cases in
// the order of the column. A rule serves one thread and one node at a time.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"
#include "stats/forest/tree.hpp"

namespace rgx::stats {

class NodeRule {
 public:
  virtual ~NodeRule() = default;
  // Reads the outcomes of a node's cases (distinct; `times[c]`: how often c was drawn for the tree). False: no cut can
  // tell them apart, whatever the columns are (one class, one value, no room for two children, no events).
  virtual bool enter(std::span<const std::uint32_t> cases, const std::uint32_t* times) = 0;
  // criterion[k] of the cut behind place k of the node's cases in the order of a column, k = 0 … cases - 2: larger is
  // better, -1 where the cut is not allowed.
  virtual void judge(std::span<const std::uint32_t> ordered, double* criterion) = 0;
  // What a cut with this criterion adds to the importance of its column.
  [[nodiscard]] virtual double gain(double criterion) const = 0;
  // Writes the node entered last as a leaf.
  virtual void leaf(ForestNode& node, ForestTree& tree, Stream& draws) = 0;
};

// Gini: largest fall of sum_c n_c²/n (Breiman, Machine Learning 45, 2001); gain: the fall, n times that of Gini's
// index. Two classes: exact in integers, so that equal cuts are equal. y: codes 0 … classes - 1. A leaf votes for its
// most frequent class, ties by a draw, or (`shares`) holds the shares of the classes (Malley et al., Methods of
// Information in Medicine 51, 2012).
std::unique_ptr<NodeRule> gini_rule(std::span<const int> y, int classes, bool shares);

// Variance: largest fall of the sum of squares, which is the gain; a leaf holds the mean.
std::unique_ptr<NodeRule> variance_rule(ConstVector y);

// Outcome of survival by the places of the forest's event times (ascending): `slot` of them are no later than the
// case's time.
struct ForestTimes {
  std::vector<double> time;
  std::vector<std::uint32_t> slot;
  std::vector<std::uint8_t> event;
};
// Times within rounding of one another count as one (tied_times.hpp).
ForestTimes forest_times(ConstVector time, std::span<const int> event);

// Log-rank: largest chi-square of the two children (Segal, Biometrics 44, 1988; Ishwaran et al., Annals of Applied
// Statistics 2, 2008), for cuts that leave at least min_child drawn cases on each side; gain: its root. A leaf holds
// the jumps of Nelson and Aalen's estimate. Exactly the test's own sums, taken forward from cut to cut: observed less
// expected is a sum of residuals, and the variance changes by sums over risk sets that are kept by time; O(1) plus a
// sixteenth of the node's event times a case.
std::unique_ptr<NodeRule> log_rank_rule(const ForestTimes& times, std::uint32_t min_child);

// Chi-square of every cut of one column on all cases, by the rule above: for places k of the cases in ascending order,
// -1 where values are equal or nothing can be compared.
std::vector<double> log_rank_cuts(ConstVector column, ConstVector time, std::span<const int> event,
                                  std::uint32_t min_child = 1);

}  // namespace rgx::stats
