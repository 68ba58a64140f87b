#pragma once
// Which groups differ, after Kruskal–Wallis.
#include <span>
#include <vector>

#include "stats/base/result.hpp"

namespace rgx::stats {

struct PairResult {
  int lower = 0;  // codes of the groups, lower < upper
  int upper = 0;  // the effect is positive when this one is higher
  TestResult result;
};

// Dunn 1964: every pair of groups with cases, on the ranks among all groups with the tie-corrected variance of all.
// Groups are codes 0 … k-1; missing (NaN, negative code) left out; different lengths throw std::invalid_argument.
// statistic = z of the mean rank of `upper` less that of `lower`, n = cases of the two groups, p two-sided and not
// corrected for the number of pairs (stats/correction/correct.hpp does that). Everything tied: constant.
// R: FSA::dunnTest(method = "none"), whose sign is that of lower less upper.
// estimate "auc" of the two groups alone, with DeLong's interval.
std::vector<PairResult> dunn(std::span<const double> x, std::span<const int> group, double level = 0.95);

}  // namespace rgx::stats
