#include "stats/rank_sum.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "stats/tails.hpp"

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

}  // namespace rgx::stats
