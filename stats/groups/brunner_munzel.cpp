#include "stats/groups/brunner_munzel.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

TestResult brunner_munzel(std::span<const double> positive, std::span<const double> other, double level) {
  TestResult result;
  result.test = "brunner_munzel";
  result.estimate_kind = "auc";
  const auto x = without_missing(positive), y = without_missing(other);
  result.n = x.size() + y.size();
  if (x.empty() || y.empty()) return refuse(result, Reason::one_class);
  std::vector<double> all(x);
  all.insert(all.end(), y.begin(), y.end());
  const double n1 = static_cast<double>(x.size()), n0 = static_cast<double>(y.size());
  // Rank among all less rank within the own group counts the cases of the other group below.
  const auto rank = mid_ranks(all), rank1 = mid_ranks(x), rank0 = mid_ranks(y);
  std::vector<double> below1(x.size()), below0(y.size());
  for (std::size_t i = 0; i < x.size(); ++i) below1[i] = rank[i] - rank1[i];
  for (std::size_t j = 0; j < y.size(); ++j) below0[j] = rank[x.size() + j] - rank0[j];
  const double pairs = sum(below1);
  result.estimate = pairs / (n1 * n0);
  if (is_constant(all)) return refuse(result, Reason::constant);
  if (x.size() < 2 || y.size() < 2) return refuse(result, Reason::too_few);
  const double spread1 = n1 * variance(below1), spread0 = n0 * variance(below0), spread = spread1 + spread0;
  if (!(spread > 0)) return refuse(result, Reason::degenerate);
  const double share1 = spread1 / spread, share0 = spread0 / spread;
  const double se = std::sqrt(spread) / (n1 * n0);
  result.df = 1 / (share1 * share1 / (n1 - 1) + share0 * share0 / (n0 - 1));
  result.statistic = (2 * pairs - n1 * n0) / (2 * std::sqrt(spread));
  result.set(t_two_sided(result.statistic, result.df));
  const double half = t_margin(level, result.df) * se;
  result.ci_low = std::max(0.0, result.estimate - half);
  result.ci_high = std::min(1.0, result.estimate + half);
  return result;
}

}  // namespace rgx::stats
