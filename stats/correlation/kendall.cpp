#include "stats/correlation/kendall.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {
namespace {

std::int64_t pairs_of(std::int64_t n) { return n * (n - 1) / 2; }

std::int64_t tied_pairs(std::span<const double> x) {
  std::int64_t pairs = 0;
  for (const std::size_t t : tie_groups(x)) pairs += pairs_of(static_cast<std::int64_t>(t));
  return pairs;
}

// Pairs out of order, counted while merging sorted halves; `y` is sorted afterwards.
std::int64_t count_inversions(std::span<double> y, std::span<double> spare) {
  if (y.size() < 2) return 0;
  const std::size_t half = y.size() / 2;
  std::int64_t inversions =
      count_inversions(y.first(half), spare.first(half)) + count_inversions(y.subspan(half), spare.subspan(half));
  std::size_t l = 0, r = half, to = 0;
  while (l < half && r < y.size()) {
    if (y[r] < y[l]) {
      inversions += static_cast<std::int64_t>(half - l);
      spare[to++] = y[r++];
    } else {
      spare[to++] = y[l++];
    }
  }
  std::copy(y.begin() + l, y.begin() + half, spare.begin() + to);
  std::copy(y.begin() + r, y.end(), spare.begin() + to + (half - l));
  std::copy(spare.begin(), spare.end(), y.begin());
  return inversions;
}

// P(at most `most` pairs out of order), most <= n(n-1)/4. Placing the mth case adds 0 … m-1 such pairs, each as likely.
// The sum over the last m counts runs along only while it grows, where nothing cancels; the distribution is symmetric.
double inversions_lower(std::size_t most, std::size_t n) {
  std::vector<double> p{1};
  for (std::size_t m = 2; m <= n; ++m) {
    const std::size_t top = m * (m - 1) / 2;
    std::vector<double> next(top + 1);
    double window = 0;
    for (std::size_t k = 0; k <= top / 2; ++k) {
      if (k < p.size()) window += p[k];
      if (k >= m) window -= p[k - m];
      next[k] = next[top - k] = window / static_cast<double>(m);
    }
    p = std::move(next);
  }
  return std::accumulate(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(most) + 1, 0.0);
}

// Variance of the excess with the margins' ties held fixed (Kendall & Gibbons 1990, chapter 4).
double tied_variance(std::span<const double> x, std::span<const double> y) {
  struct Terms {
    double pairs = 0, triples = 0, cubic = 0;
    void add(double t) {
      pairs += t * (t - 1);
      triples += t * (t - 1) * (t - 2);
      cubic += t * (t - 1) * (2 * t + 5);
    }
  };
  Terms all, of_x, of_y;
  all.add(static_cast<double>(x.size()));
  for (const std::size_t t : tie_groups(x)) of_x.add(static_cast<double>(t));
  for (const std::size_t t : tie_groups(y)) of_y.add(static_cast<double>(t));
  double variance = (all.cubic - of_x.cubic - of_y.cubic) / 18 + of_x.pairs * of_y.pairs / (2 * all.pairs);
  if (all.triples > 0) variance += of_x.triples * of_y.triples / (9 * all.triples);
  return variance;
}

}  // namespace

std::int64_t kendall_excess(std::span<const double> left, std::span<const double> right) {
  if (left.size() != right.size()) throw std::invalid_argument("columns of different lengths");
  std::vector<std::size_t> order(left.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return left[a] != left[b] ? left[a] < left[b] : right[a] < right[b]; });
  std::int64_t both = 0, run = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool same = i > 0 && left[order[i]] == left[order[i - 1]] && right[order[i]] == right[order[i - 1]];
    run = same ? run + 1 : 0;
    both += run;
  }
  auto y = gather(right, order);
  std::vector<double> spare(y.size());
  const std::int64_t opposite = count_inversions(y, spare);  // ties on `left` are in order on `right`
  const std::int64_t untied =
      pairs_of(static_cast<std::int64_t>(left.size())) - tied_pairs(left) - tied_pairs(right) + both;
  return untied - 2 * opposite;
}

TestResult kendall(std::span<const double> left, std::span<const double> right, Exact exact, double level) {
  TestResult result;
  result.test = "kendall";
  result.estimate_kind = "kendall_tau_b";
  const auto cases = complete_cases({left, right});
  const auto x = gather(left, cases), y = gather(right, cases);
  result.n = cases.size();
  if (cases.size() < 2) return refuse(result, Reason::too_few);
  if (is_constant(x) || is_constant(y)) return refuse(result, Reason::constant);
  const std::int64_t all = pairs_of(static_cast<std::int64_t>(cases.size()));
  const std::int64_t tied_x = tied_pairs(x), tied_y = tied_pairs(y), excess = kendall_excess(x, y);
  const double n = static_cast<double>(cases.size()), s = static_cast<double>(excess);
  const double scale_x = static_cast<double>(all - tied_x), scale_y = static_cast<double>(all - tied_y);
  result.estimate = s / std::sqrt(scale_x * scale_y);
  if (n > 4) {
    const Interval ci = fisher_z_interval(result.estimate, std::sqrt(0.437 / (n - 4)), level);
    result.ci_low = ci.low, result.ci_high = ci.high;
  } else {
    result.ci_reason = Reason::too_few;
  }
  const bool ties = tied_x > 0 || tied_y > 0;
  if (exact == Exact::always && (ties || n > 150)) {
    result.reason = ties ? Reason::ties : Reason::too_large;
    return result;
  }
  if (exact == Exact::always || (exact == Exact::automatic && !ties && n < 50)) {
    result.test = "kendall exact";
    const std::int64_t same = (all + excess) / 2;
    result.statistic = static_cast<double>(same);
    const auto extreme = static_cast<std::size_t>(std::min(same, all - same));
    result.set(twice(tail_of(inversions_lower(extreme, cases.size()))));
    return result;
  }
  result.test = "kendall normal";
  result.statistic = s / std::sqrt(tied_variance(x, y));
  result.set(normal_two_sided(result.statistic));
  return result;
}

}  // namespace rgx::stats
