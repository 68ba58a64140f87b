#pragma once
// Two categorical variables.
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/result.hpp"

namespace rgx::stats {

// Counts, rows × columns, row by row. Empty rows and columns are dropped by the tests.
struct Counts {
  int rows = 0;
  int cols = 0;
  std::vector<long> n;
  long& operator()(int r, int c) { return n[static_cast<std::size_t>(r) * cols + c]; }
  long operator()(int r, int c) const { return n[static_cast<std::size_t>(r) * cols + c]; }
};

// Counts of pairs of codes 0 … rows-1 and 0 … cols-1; negative = missing, left out. Larger codes or different lengths
// throw std::invalid_argument.
Counts cross_tabulate(std::span<const int> row, std::span<const int> col, int rows, int cols);

// The table without its empty rows and columns. Negative counts throw std::invalid_argument.
Counts without_empty(const Counts& table);

// Pearson's chi-square; in 2 × 2 with Yates's correction unless switched off. estimate: Cramér's V from the uncorrected
// statistic, noncentral chi-square interval. small_expected: an expected count below 5. R: chisq.test(correct = yates).
TestResult chi_square(const Counts& table, bool yates = true, double level = 0.95);

// Fisher's exact test. 2 × 2: estimate is the conditional maximum-likelihood odds ratio with its exact interval (0 and
// infinity are possible). Larger: estimate is Cramér's V as above. p adds all tables with probability at most 1 + 1e-7
// times the observed one. Beyond `limit` path evaluations (some seconds): reason too_large.
// R: fisher.test(workspace = 2e8).
TestResult fisher(const Counts& table, double level = 0.95, double limit = 1e8);

}  // namespace rgx::stats
