#pragma once
// The rank sum under the null hypothesis: its exact distribution, and the normal one.
#include "stats/base/result.hpp"
#include "stats/groups/compare.hpp"

namespace rgx::stats {

// Two-sided p of W pairs won out of n1·n0, no ties: twice the smaller tail, at most 1. R: 2 * min(pwilcox(…)).
Tail wilcoxon_exact_p(double w, int n1, int n0);

// Name and p of wilcoxon() for the statistic W already in `result`, n1 and n0 cases, `ties` the sum of t³ - t over all;
// or the reason why an exact p that was asked for does not exist.
void rank_sum_p(TestResult& result, double n1, double n0, double ties, Exact exact);

}  // namespace rgx::stats
