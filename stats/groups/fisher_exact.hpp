#pragma once
// The exact distributions behind Fisher's test, given the margins.
#include <optional>

#include "stats/base/result.hpp"
#include "stats/groups/contingency.hpp"

namespace rgx::stats {

struct OddsRatioTest {
  Tail p;
  double odds_ratio = missing;  // conditional maximum likelihood; 0 or infinity at the ends of the support
  Interval ci;                  // exact (Clopper–Pearson style: each tail (1 - level)/2)
};

// Table [a b; c d] with all margins positive.
OddsRatioTest fisher_two_by_two(long a, long b, long c, long d, double level);

// Two-sided p of a table without empty rows and columns; nothing when it would take more than `limit` path evaluations
// or has more than 8 columns in its shorter direction.
std::optional<Tail> fisher_table(const Counts& table, double limit);

}  // namespace rgx::stats
