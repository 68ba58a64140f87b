#include "stats/groups/mcnemar.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

TestResult begin(const Counts& table) {
  if (table.rows != table.cols || table.n.size() != static_cast<std::size_t>(table.rows) * table.cols) {
    throw std::invalid_argument("two classifications need a square table");
  }
  TestResult result;
  for (const long v : table.n) {
    if (v < 0) throw std::invalid_argument("negative count");
    result.n += static_cast<std::size_t>(v);
  }
  return result;
}

// The odds of `there` against `back`. The share's Clopper–Pearson ends are beta quantiles; odds are made of the
// quantile and of its complement, so that neither loses digits near 1.
void take_odds(TestResult& result, long there, long back, double level) {
  const double a = static_cast<double>(there), b = static_cast<double>(back), tail = (1 - level) / 2;
  const auto odds = [](double share, double rest) { return share / rest; };
  result.estimate_kind = "odds_ratio";
  result.estimate = a / b;
  result.ci_low =
      there == 0 ? 0 : odds(boost::math::ibeta_inv(a, b + 1, tail), boost::math::ibetac_inv(b + 1, a, tail));
  result.ci_high = back == 0 ? std::numeric_limits<double>::infinity()
                             : odds(boost::math::ibetac_inv(a + 1, b, tail), boost::math::ibeta_inv(b, a + 1, tail));
}

}  // namespace

TestResult mcnemar(const Counts& table, bool correct, double level) {
  TestResult result = begin(table);
  const bool corrected = correct && table.rows == 2;
  result.test = table.rows > 2 ? "bowker" : corrected ? "mcnemar corrected" : "mcnemar";
  double statistic = 0, df = 0;
  for (int r = 0; r < table.rows; ++r) {
    for (int c = r + 1; c < table.cols; ++c) {
      const double there = static_cast<double>(table(r, c)), back = static_cast<double>(table(c, r));
      if (there + back == 0) continue;
      const double gap = std::abs(there - back) - (corrected && there != back ? 1 : 0);
      statistic += gap * gap / (there + back);
      df += 1;
    }
  }
  if (df == 0) return refuse(result, Reason::constant);
  result.statistic = statistic;
  result.df = df;
  result.set(chi_square_upper(statistic, df));
  if (table.rows == 2) {
    take_odds(result, table(0, 1), table(1, 0), level);
  } else {
    result.ci_reason = Reason::not_asked;
  }
  return result;
}

TestResult mcnemar_exact(const Counts& table, double level) {
  TestResult result = begin(table);
  if (table.rows != 2) throw std::invalid_argument("the exact test needs two categories");
  result.test = "mcnemar exact";
  const long there = table(0, 1), back = table(1, 0);
  if (there + back == 0) return refuse(result, Reason::constant);
  result.statistic = static_cast<double>(there);
  // P(X <= k) of n fair coins is I_½(n - k, k + 1), an upper tail of F.
  const double k = static_cast<double>(std::min(there, back)), n = static_cast<double>(there + back);
  result.set(twice(f_upper((n - k) / (k + 1), 2 * (k + 1), 2 * (n - k))));
  take_odds(result, there, back, level);
  return result;
}

}  // namespace rgx::stats
