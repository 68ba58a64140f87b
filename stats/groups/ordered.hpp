#pragma once
// A variable that rises (or falls) over ordered groups.
#include <span>

#include "stats/base/result.hpp"
#include "stats/groups/compare.hpp"

namespace rgx::stats {

// Jonckheere–Terpstra. Groups are codes 0 … k-1 in their order; empty ones do not count; missing (NaN, negative code)
// left out; different lengths throw std::invalid_argument. statistic = J: pairs of cases of different groups with the
// later group higher, ties ½.
// automatic: exact (Harding 1984) with fewer than 50 cases and no ties, else normal with the tie-corrected variance of
// Hollander & Wolfe 1999, eq. 6.19, no continuity correction; `test` says which: "jonckheere exact", "jonckheere
// normal". always: with ties reason ties, beyond 150 cases too_large.
// R: clinfun::jonckheere.test (exact), cor.test(x, as.integer(group), method = "kendall", exact = FALSE) (normal).
// estimate "concordance": J over the number of such pairs (the AUC when k = 2), interval by the infinitesimal jackknife
// cut to [0, 1], missing at 0 and 1 (degenerate). R: survival::concordance(group ~ x).
TestResult jonckheere_terpstra(std::span<const double> x, std::span<const int> group, Exact exact = Exact::automatic,
                               double level = 0.95);

}  // namespace rgx::stats
