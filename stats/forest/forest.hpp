#pragma once
// Random forests (Breiman, Machine Learning 45, 2001) for classes, probabilities, numbers and survival, with ranger's
// defaults (Wright & Ziegler, Journal of Statistical Software 77(1), 2017): trees on drawn cases, at each node the best
// cut among mtry columns drawn anew; extremely randomised trees (Geurts, Ernst & Wehenkel, Machine Learning 63, 2006).
#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/forest/tree.hpp"

namespace rgx::stats {

enum class ForestKind {
  votes,        // each tree votes for a class
  probability,  // each leaf holds the shares of its classes
  regression,
  survival
};

enum class ForestCuts {
  best,        // every cut between two values of a column
  extra_trees  // `random_cuts` uniform draws between the least and the largest value of a column
};

struct ForestOptions {
  ForestKind kind = ForestKind::probability;
  int trees = 500;
  int mtry = 0;       // columns drawn at a node, at most all; 0: the root of their number, rounded down
  int min_node = 0;   // nodes of at most so many cases are leaves; survival: of each child at least. 0: 1 (votes), 10
                      // (probability), 5 (regression), 3 (survival)
  int max_depth = 0;  // cuts above a leaf; 0: any number
  double sample = 0;  // share of the cases drawn for a tree, up to 1; 0: 1 with replacement, 0.632 without
  bool replace = true;
  ForestCuts cuts = ForestCuts::best;
  int random_cuts = 1;  // of extra_trees, a column
  bool permutation_importance = false;
};

// One place a case: codes 0 … classes - 1, numbers, or times with events (1, or 0 where censored).
struct ForestOutcome {
  Eigen::VectorXd y;
  std::vector<int> event;
  int classes = 2;
};

struct Forest {
  ForestOptions options;  // with what 0 stood for
  int classes = 0;
  std::vector<double> time;  // survival: distinct times of events, ascending
  std::vector<ForestTree> trees;
  std::vector<std::vector<std::uint64_t>> drawn;  // tree by tree, a bit a case: it was drawn for the tree
  // By column. Impurity: falls of Gini's index or of the variance times the cases of the node, or log-rank statistics
  // (roots of chi-square), summed over the nodes that cut it, mean over trees. Permutation: what shuffling the column
  // among a tree's undrawn cases adds to the tree's error, mean over trees; empty unless asked for.
  Eigen::VectorXd impurity, permutation;
  // Of the cases by the trees they were not drawn for (forest_prediction.hpp says what stands in it), NaN where there
  // is no such tree.
  Eigen::MatrixXd out_of_bag;
  // Votes: share of wrong classes. Probability: Brier score, 1/2 sum over classes of (p - 1{class})², which is (p - y)²
  // of two. Regression: mean squared error. Survival: 1 - C of the ensemble mortality. NaN if it cannot be computed.
  double out_of_bag_error = 0;
  // Empty, or why there is no forest: "no cases", "no columns", "missing or infinite value", "wrong sizes", "one
  // class", "no events", "negative weight", "no trees".
  std::string reason;
};

// x: cases × columns. weight: empty, or how likely each case is drawn (draw_cases.hpp), not negative. Tree t draws from
// (key, replicate, t); the bytes do not depend on the number of threads. R: ranger(), where ties between cuts, classes
// and votes are broken by its own draws.
Forest grow_forest(ConstMatrix x, const ForestOutcome& outcome, const ForestOptions& options, std::uint64_t key,
                   std::uint32_t replicate = 0, ConstVector weight = Eigen::VectorXd(),
                   const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
