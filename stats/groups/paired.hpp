#pragma once
// Two measurements of the same cases. Differences are `first` minus `second`: a positive effect means higher in
// `first`. Pairs with a missing value (NaN) are left out; columns of different lengths throw std::invalid_argument.
#include <span>

#include "stats/base/result.hpp"
#include "stats/groups/compare.hpp"

namespace rgx::stats {

// Paired t, df = n - 1. estimate "hedges_g_z": the mean difference in standard deviations *of the differences* (Cohen's
// d_z; not comparable with the g of two groups), times the gamma factor of Hedges 1981; interval by the noncentral t.
// Absent below three pairs, where the factor does not exist (ci_reason too_few).
// R: t.test(first, second, paired = TRUE), effectsize::hedges_g(first, second, paired = TRUE).
TestResult paired_t(std::span<const double> first, std::span<const double> second, double level = 0.95);

// Wilcoxon's signed rank. Differences of 0 are dropped and do not count in n. automatic: exact when fewer than 50
// differences are left and none was 0 or tied in size, else normal with tie-corrected variance and continuity
// correction; `test` says which: "signed_rank exact", "signed_rank normal". statistic = V, the sum of the ranks of the
// positive differences. always: with ties or zeros reason ties, beyond 500 differences too_large. Differences are
// compared as they are in double: values that are equal in decimal may be told apart, as in R.
// R: wilcox.test(first, second, paired = TRUE).
// estimate "rank_biserial": (V+ - V-) / (V+ + V-) (Kerby 2014), interval by Fisher's z with the standard error of the
// null hypothesis; at -1 and 1 missing (degenerate). R: effectsize::rank_biserial(first - second), without zeros.
TestResult signed_rank(std::span<const double> first, std::span<const double> second, Exact exact = Exact::automatic,
                       double level = 0.95);

}  // namespace rgx::stats
