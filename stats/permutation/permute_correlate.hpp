#pragma once
// Permutation tests of the dependence of two variables: `right` is exchanged over the cases (of a stratum).
#include <span>

#include "stats/permutation/permute.hpp"

namespace rgx::stats {

enum class CorrelationStatistic {
  pearson,   // |r - its permutation mean| (the mean is 0 but for strata)
  spearman,  // the same on mid-ranks of all cases
  kendall,   // the same of the excess of pairs in the same order
  distance,  // distance covariance (V-statistic), large is extreme
};
// statistic and estimate: r, ρ, τ-b or the distance correlation, with the interval of correlate(), kendall() and
// distance_correlation(), whose reasons hold here too. No second arrangement: one_class. Covariates: not here, as a
// permutation that ignores them is no test.
// R, complete: coin::spearman_test, by enumeration; distance: energy::dcor.test(R = how.draws).
PermutationResult permute_correlation(std::span<const double> left, std::span<const double> right,
                                      CorrelationStatistic statistic, const Permutations& how, double level = 0.95);

}  // namespace rgx::stats
