#pragma once
// Permutation tests of one variable between groups: the groups are exchanged over the cases (of a stratum).
#include <span>

#include "stats/permutation/permute.hpp"

namespace rgx::stats {

// Two-sided tests ask how far the statistic lies from its mean over all arrangements, which with strata need not be
// that of the statistic's usual null hypothesis.
enum class TwoGroupStatistic {
  mean_difference,  // |difference of means - its permutation mean|; estimate Hedges g (pooled)
  welch_t,          // the same over Welch's standard error of the arrangement; estimate Hedges g (mean variance)
  rank_sum,         // |W - its permutation mean|, on mid-ranks of all cases; estimate AUC
};
// positive: 1 for the positive (or second declared) class, 0 for the other, negative = missing; other codes throw
// std::invalid_argument. statistic: the difference of means, positive less other; t (of the difference less its
// permutation mean); W. Estimate and interval are those of student(), welch() and wilcoxon(), whose reasons hold here
// too (statistics need the same numbers of cases). No second arrangement: one_class. R, complete: coin::oneway_test(x ~
// group | stratum, distribution = "exact"), coin::wilcox_test.
PermutationResult permute_two_groups(std::span<const double> x, std::span<const int> positive,
                                     TwoGroupStatistic statistic, const Permutations& how, double level = 0.95);

enum class GroupStatistic {
  f,  // one-way F, large is extreme; estimate η²
  h,  // Kruskal–Wallis H, large is extreme; estimate rank ε²
};
// Groups are codes 0 … k-1, negative = missing. Estimate and interval are those of anova() and kruskal_wallis().
PermutationResult permute_groups(std::span<const double> x, std::span<const int> group, GroupStatistic statistic,
                                 const Permutations& how, double level = 0.95);

}  // namespace rgx::stats
