#pragma once
// Two categorical variables, held apart by a third.
#include <span>

#include "stats/base/result.hpp"
#include "stats/groups/contingency.hpp"

namespace rgx::stats {

// Cochran–Mantel–Haenszel over tables of the same rows × columns, one a stratum; others throw std::invalid_argument.
// Rows and columns that are empty in all strata are dropped. Strata of fewer than two cases say nothing and are left
// out (R refuses them); n counts the others.
// 2 × 2: χ² with continuity correction where the difference is ½ or more; estimate "odds_ratio", the common one of
// Mantel & Haenszel 1959, interval by Robins, Breslow & Greenland 1986, missing at 0 and infinity (degenerate).
// Larger: the generalised statistic on (rows - 1)(columns - 1) df, `correct` has no say; no estimate (ci_reason
// not_asked). Categories that no stratum tells apart: collinear.
// R: mantelhaen.test(table, correct = correct).
TestResult mantel_haenszel(std::span<const Counts> strata, bool correct = true, double level = 0.95);

}  // namespace rgx::stats
