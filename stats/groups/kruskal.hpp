#pragma once
// The statistic of Kruskal and Wallis from what is known of the ranks.
#include <span>

#include "stats/base/result.hpp"

namespace rgx::stats {

// H with the tie correction from the rank sums and sizes of the groups (empty ones do not count), `ties` the sum of
// t³ - t over all cases; NaN when everything is tied.
double kruskal_h(std::span<const double> rank_sum, std::span<const double> size, double ties);

// df, p and rank epsilon² for the H and the number of cases already in `result`.
void kruskal_p(TestResult& result, int groups);

}  // namespace rgx::stats
