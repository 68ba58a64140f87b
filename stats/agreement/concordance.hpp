#pragma once
// Lin's concordance correlation coefficient: how near two measurements lie to the line of identity.
#include <span>
#include <vector>

#include "stats/agreement/repeats.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// 2 s_xy / (s_xx + s_yy + (mean x - mean y)²) with moments divided by n (Lin 1989); interval by Fisher's z with Lin's
// variance as corrected in Biometrics 56:324, 2000. Pairs with a missing part are left out; different lengths throw
// std::invalid_argument. R: epiR::epi.ccc(x, y, ci = "z-transform").
// No value: fewer than two pairs (too_few), both measurements constant (constant). No interval: fewer than three pairs
// (too_few); one measurement constant, or all pairs equal, where the estimate is 1 (degenerate).
TestResult concordance(std::span<const double> x, std::span<const double> y, double level = 0.95);

// Columns of a table with two repeats, each on its own complete subjects; other layouts: std::invalid_argument.
std::vector<TestResult> concordance_screen(ConstMatrix table, const RepeatLayout& layout, double level = 0.95,
                                           const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
