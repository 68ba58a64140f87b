#include "stats/groups/rank_sum.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

// Lower tail P(W <= w) for w up to n1·n0/2, by N(m, n, w) = N(m - 1, n, w - n) + N(m, n - 1, w) (Mann & Whitney 1947);
// only additions, so that every count keeps its relative precision.
std::vector<double> lower_tail(int n1, int n0) {
  const int half = n1 * n0 / 2;
  std::vector<std::vector<double>> count(n1 + 1, std::vector<double>(half + 1));
  for (auto& row : count) row[0] = 1;  // no case of the second group: W is 0
  for (int n = 1; n <= n0; ++n) {
    for (int m = 1; m <= n1; ++m) {
      for (int w = std::min(half, m * n); w >= n; --w) count[m][w] += count[m - 1][w - n];
    }
  }
  double total = 1;
  for (int i = 1; i <= n1; ++i) total = total * (n0 + i) / i;
  std::vector<double> tail = std::move(count[n1]);
  for (int w = 1; w <= half; ++w) tail[w] += tail[w - 1];
  for (double& t : tail) t /= total;
  return tail;
}

// A screen asks for the same group sizes thousands of times; the table of a pair is made once.
std::shared_ptr<const std::vector<double>> table(int n1, int n0) {
  static std::mutex guard;
  static std::map<std::pair<int, int>, std::shared_ptr<const std::vector<double>>> made;
  const auto sizes = std::minmax(n1, n0);
  const std::lock_guard lock(guard);
  auto& entry = made[sizes];
  if (!entry) entry = std::make_shared<const std::vector<double>>(lower_tail(sizes.first, sizes.second));
  return entry;
}

}  // namespace

Tail wilcoxon_exact_p(double w, int n1, int n0) {
  const double pairs = static_cast<double>(n1) * n0;
  const double extreme = std::min(w, pairs - w);  // the distribution is symmetric
  return twice(tail_of((*table(n1, n0))[static_cast<std::size_t>(extreme)]));
}

void rank_sum_p(TestResult& result, double n1, double n0, double ties, Exact exact) {
  if (exact == Exact::always && ties > 0) {
    result.reason = Reason::ties;
    return;
  }
  if (exact == Exact::always && n1 * n0 > 1e5) {
    result.reason = Reason::too_large;
    return;
  }
  if (exact == Exact::always || (exact == Exact::automatic && n1 < 50 && n0 < 50 && ties == 0)) {
    result.test = "wilcoxon exact";
    result.set(wilcoxon_exact_p(result.statistic, static_cast<int>(n1), static_cast<int>(n0)));
    return;
  }
  result.test = "wilcoxon normal";
  const double n = n1 + n0, gap = result.statistic - n1 * n0 / 2;
  const double sd = std::sqrt(n1 * n0 / 12 * (n + 1 - ties / (n * (n - 1))));
  const double correction = gap > 0 ? 0.5 : gap < 0 ? -0.5 : 0;
  result.set(normal_two_sided((gap - correction) / sd));
}

}  // namespace rgx::stats
