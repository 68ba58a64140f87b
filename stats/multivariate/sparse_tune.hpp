#pragma once
// How sparse: the penalty at which the correlation stands furthest above what permuted blocks give (Witten & Tibshirani
// 2009, section 3.3), and a p that counts the choice.
#include <vector>

#include "stats/multivariate/sparse_cca.hpp"
#include "stats/permutation/permute.hpp"

namespace rgx::stats {

struct SparseTuning {
  SparsePenalties chosen;
  std::vector<double> correlation;  // of the first component, one a candidate
  std::vector<double> z;            // Fisher's z of it less the mean of the draws, over their standard deviation
  // Of the largest z among all candidates, the same taken of each draw: (1 + b) / (1 + draws).
  double p = missing;
};
// candidates: pairs tried together. Draw b of how.stream exchanges the cases of the right block (within strata).
SparseTuning tune_sparse_cca(const CanonicalSide& left, const CanonicalSide& right,
                             const std::vector<SparsePenalties>& candidates, const SparseCcaOptions& options,
                             const Permutations& how);

}  // namespace rgx::stats
