#include "stats/groups/contingency.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"
#include "stats/groups/fisher_exact.hpp"

namespace rgx::stats {
namespace {

struct Margins {
  std::vector<long> row, col;
  long n = 0;
};

Margins margins_of(const Counts& table) {
  Margins m{std::vector<long>(table.rows), std::vector<long>(table.cols), 0};
  for (int r = 0; r < table.rows; ++r) {
    for (int c = 0; c < table.cols; ++c) {
      m.row[r] += table(r, c);
      m.col[c] += table(r, c);
      m.n += table(r, c);
    }
  }
  return m;
}

double pearson_statistic(const Counts& table, const Margins& m, bool yates, bool* small_expected) {
  const auto expected = [&](int r, int c) {
    return static_cast<double>(m.row[r]) * static_cast<double>(m.col[c]) / static_cast<double>(m.n);
  };
  double correction = 0;
  if (yates) {
    correction = 0.5;  // never more than the smallest distance, as in R
    for (int r = 0; r < table.rows; ++r) {
      for (int c = 0; c < table.cols; ++c) {
        correction = std::min(correction, std::abs(static_cast<double>(table(r, c)) - expected(r, c)));
      }
    }
  }
  double statistic = 0;
  for (int r = 0; r < table.rows; ++r) {
    for (int c = 0; c < table.cols; ++c) {
      const double e = expected(r, c), gap = std::abs(static_cast<double>(table(r, c)) - e) - correction;
      statistic += gap * gap / e;
      if (small_expected && e < 5) *small_expected = true;
    }
  }
  return statistic;
}

void take(TestResult& result, const Effect& effect) {
  result.estimate = effect.estimate;
  result.estimate_kind = "cramers_v";
  result.ci_low = effect.ci.low;
  result.ci_high = effect.ci.high;
  result.ci_reason = effect.ci_reason;
}

}  // namespace

Counts cross_tabulate(std::span<const int> row, std::span<const int> col, int rows, int cols) {
  if (row.size() != col.size()) throw std::invalid_argument("columns of different lengths");
  Counts table{rows, cols, std::vector<long>(static_cast<std::size_t>(rows) * cols)};
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i] >= rows || col[i] >= cols) throw std::invalid_argument("category code beyond the table");
    if (row[i] >= 0 && col[i] >= 0) ++table(row[i], col[i]);
  }
  return table;
}

Counts without_empty(const Counts& table) {
  if (table.n.size() != static_cast<std::size_t>(table.rows) * table.cols) {
    throw std::invalid_argument("counts do not fill the table");
  }
  if (std::any_of(table.n.begin(), table.n.end(), [](long v) { return v < 0; })) {
    throw std::invalid_argument("negative count");
  }
  const Margins m = margins_of(table);
  Counts out;
  out.rows = static_cast<int>(std::count_if(m.row.begin(), m.row.end(), [](long v) { return v > 0; }));
  out.cols = static_cast<int>(std::count_if(m.col.begin(), m.col.end(), [](long v) { return v > 0; }));
  for (int r = 0; r < table.rows; ++r) {
    for (int c = 0; c < table.cols; ++c) {
      if (m.row[r] > 0 && m.col[c] > 0) out.n.push_back(table(r, c));
    }
  }
  return out;
}

TestResult chi_square(const Counts& counts, bool yates, double level) {
  TestResult result;
  const Counts table = without_empty(counts);
  const Margins m = margins_of(table);
  const bool corrected = yates && table.rows == 2 && table.cols == 2;
  result.test = corrected ? "chi_square yates" : "chi_square";
  result.n = static_cast<std::size_t>(m.n);
  result.estimate_kind = "cramers_v";
  if (table.rows < 2 || table.cols < 2) {
    result.reason = result.ci_reason = Reason::one_class;
    return result;
  }
  result.df = (table.rows - 1.0) * (table.cols - 1.0);
  result.statistic = pearson_statistic(table, m, corrected, &result.small_expected);
  result.set(chi_square_upper(result.statistic, result.df));
  take(result, cramers_v(pearson_statistic(table, m, false, nullptr), result.n, table.rows, table.cols, level));
  return result;
}

TestResult fisher(const Counts& counts, double level, double limit) {
  TestResult result;
  result.test = "fisher";
  const Counts table = without_empty(counts);
  const Margins m = margins_of(table);
  result.n = static_cast<std::size_t>(m.n);
  const bool two_by_two = table.rows == 2 && table.cols == 2;
  result.estimate_kind = counts.rows == 2 && counts.cols == 2 ? "odds_ratio" : "cramers_v";
  if (table.rows < 2 || table.cols < 2) {
    result.reason = result.ci_reason = Reason::one_class;
    return result;
  }
  if (two_by_two) {
    const OddsRatioTest exact = fisher_two_by_two(table(0, 0), table(0, 1), table(1, 0), table(1, 1), level);
    result.set(exact.p);
    result.estimate = exact.odds_ratio;
    result.estimate_kind = "odds_ratio";
    result.ci_low = exact.ci.low;
    result.ci_high = exact.ci.high;
    return result;
  }
  const auto p = fisher_table(table, limit);
  if (p) {
    result.set(*p);
  } else {
    result.reason = Reason::too_large;
  }
  take(result, cramers_v(pearson_statistic(table, m, false, nullptr), result.n, table.rows, table.cols, level));
  return result;
}

}  // namespace rgx::stats
