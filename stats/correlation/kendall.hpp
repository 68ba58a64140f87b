#pragma once
// Kendall's rank correlation.
#include <cstdint>
#include <span>

#include "stats/base/result.hpp"
#include "stats/groups/compare.hpp"

namespace rgx::stats {

// Pairs of cases in the same order on both columns less those in opposite order; pairs tied on either count 0. No
// missing values; O(n log n) (Knight 1966).
std::int64_t kendall_excess(std::span<const double> left, std::span<const double> right);

// τ-b, estimate "kendall_tau_b". Pairs with a missing value (NaN) are left out; different lengths throw
// std::invalid_argument. automatic: exact with fewer than 50 cases and no ties (statistic T, the pairs in the same
// order), else normal with tie-corrected variance, no continuity correction (statistic z); `test` says which: "kendall
// exact", "kendall normal". always: with ties reason ties, beyond 150 cases too_large.
// R: cor.test(left, right, method = "kendall").
// Interval by Fisher's z with se sqrt(0.437/(n - 4)) (Fieller, Hartley & Pearson 1957; Bonett & Wright 2000).
TestResult kendall(std::span<const double> left, std::span<const double> right, Exact exact = Exact::automatic,
                   double level = 0.95);

}  // namespace rgx::stats
