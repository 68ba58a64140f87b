#pragma once
// The same cases classified twice.
#include "stats/base/result.hpp"
#include "stats/groups/contingency.hpp"

namespace rgx::stats {

// Square table: rows the first classification, columns the second; others throw std::invalid_argument. n counts all
// cases, also those classified alike, which do not enter the test; none classified differently: constant.
// 2 × 2: McNemar's χ² with Edwards's correction unless switched off; larger: Bowker's test of symmetry, df the pairs of
// categories between which a case changed (R gives NaN when there is none between two; else the same).
// R: mcnemar.test(table, correct = correct).
// estimate "odds_ratio" (2 × 2 only, else ci_reason not_asked): cases that went from the first to the second category
// over those that went back, with the exact (Clopper–Pearson) interval; 0 and infinity are possible.
TestResult mcnemar(const Counts& table, bool correct = true, double level = 0.95);

// 2 × 2 only: p by the binomial distribution, statistic the number that went from the first to the second category.
// R: binom.test(table[1, 2], table[1, 2] + table[2, 1]); the interval's ends as odds.
TestResult mcnemar_exact(const Counts& table, double level = 0.95);

}  // namespace rgx::stats
