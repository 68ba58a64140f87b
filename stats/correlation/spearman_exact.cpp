#include <algorithm>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/tails.hpp"
#include "stats/correlation/correlate.hpp"

namespace rgx::stats {
namespace {

// How many of the n! orders give each sum of squared rank differences, by adding one position at a time to the set of
// ranks already used.
std::vector<double> orders_by_sum(int n) {
  const int most = (n * n * n - n) / 3;
  std::vector<std::vector<double>> orders(std::size_t{1} << n, std::vector<double>(most + 1));
  orders[0][0] = 1;
  for (unsigned used = 0; used + 1 < orders.size(); ++used) {
    const int position = std::popcount(used);
    for (int rank = 0; rank < n; ++rank) {
      if (used >> rank & 1u) continue;
      const int square = (position - rank) * (position - rank);
      auto& to = orders[used | 1u << rank];
      for (int s = 0; s + square <= most; ++s) to[s + square] += orders[used][s];
    }
  }
  return orders.back();
}

}  // namespace

TestResult spearman_exact(std::span<const double> left, std::span<const double> right, double level) {
  TestResult out = correlate(left, right, Correlation::spearman, {}, level);
  out.test = "spearman exact";
  if (out.reason != Reason::none) return out;
  out.df = out.statistic = out.p = out.log10_p = missing;
  const auto cases = complete_cases({left, right});
  const auto x = mid_ranks(gather(left, cases)), y = mid_ranks(gather(right, cases));
  const int n = static_cast<int>(cases.size());
  if (n > 9) {
    out.reason = Reason::too_large;
    return out;
  }
  if (tie_term(x) > 0 || tie_term(y) > 0) {
    out.reason = Reason::ties;
    return out;
  }
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  out.statistic = sum;
  const auto orders = orders_by_sum(n);
  double total = 0, below = 0, above = 0;
  for (std::size_t s = 0; s < orders.size(); ++s) {
    total += orders[s];
    if (static_cast<double>(s) <= sum) below += orders[s];
    if (static_cast<double>(s) >= sum) above += orders[s];
  }
  out.set(twice(tail_of(std::min(below, above) / total)));
  return out;
}

}  // namespace rgx::stats
