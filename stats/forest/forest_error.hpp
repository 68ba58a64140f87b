#pragma once
// How wrong predictions of a forest or of one of its trees are.
#include <cstdint>

#include "stats/base/random.hpp"
#include "stats/forest/forest.hpp"

namespace rgx::stats {

// The error of Forest::out_of_bag_error, of predictions as forest_predict() gives them for the cases of the outcome;
// rows of NaN are left out. Ties between votes are broken by a draw. NaN: no case, or no pair to compare.
double forest_error(ForestKind kind, const ForestOutcome& outcome, const Eigen::MatrixXd& predicted, Stream& draws);

// Mean over the trees of what shuffling a column among the cases a tree was not drawn on adds to the tree's error
// (Breiman 2001, sec. 10), by column; 0 for columns that no tree cuts. Tree t draws from (key, replicate, trees + t).
Eigen::VectorXd permutation_importance(const Forest& forest, ConstMatrix x, const ForestOutcome& outcome,
                                       std::uint64_t key, std::uint32_t replicate, const ParallelFor& parallel);

}  // namespace rgx::stats
