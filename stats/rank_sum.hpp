#pragma once
// The exact distribution of the rank sum under the null hypothesis.
#include "stats/result.hpp"

namespace rgx::stats {

// Two-sided p of W pairs won out of n1·n0, no ties: twice the smaller tail, at most 1. R: 2 * min(pwilcox(…)).
Tail wilcoxon_exact_p(double w, int n1, int n0);

}  // namespace rgx::stats
