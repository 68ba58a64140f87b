#pragma once
// A share that rises or falls over ordered groups.
#include <span>

#include "stats/base/result.hpp"
#include "stats/groups/contingency.hpp"

namespace rgx::stats {

// Cochran–Armitage. Rows are the ordered groups, columns cases without and with the event; scores (default 1 … rows)
// one a row, finite, else std::invalid_argument, as are tables of other than two columns. statistic = χ² on df 1.
// R: prop.trend.test(table[, 2], rowSums(table), scores).
// No event, nothing but events, or all cases at one score: one_class.
// estimate "risk_slope": change of the event's share per unit of score (least squares), interval by the
// heteroscedasticity-consistent standard error. R: lm(event ~ score), sandwich::vcovHC(type = "HC0"). A perfect line of
// shares 0 and 1 has none: degenerate.
TestResult cochran_armitage(const Counts& table, std::span<const double> scores = {}, double level = 0.95);

}  // namespace rgx::stats
