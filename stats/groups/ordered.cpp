#include "stats/groups/ordered.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

struct Ordered {
  std::vector<double> x;
  std::vector<std::size_t> group;  // codes without gaps
  std::vector<double> size;        // cases a group
};

Ordered ordered(std::span<const double> x, std::span<const int> group) {
  int codes = 0;
  for (const int g : group) codes = std::max(codes, g + 1);
  Ordered data;
  for (const auto& values : by_group(x, group, codes)) {
    if (values.empty()) continue;
    data.x.insert(data.x.end(), values.begin(), values.end());
    data.group.insert(data.group.end(), values.size(), data.size.size());
    data.size.push_back(static_cast<double>(values.size()));
  }
  return data;
}

// For each case the pairs with cases of other groups that agree with the order, ties ½: one sweep over the sorted
// values, which knows how many of each group lie below.
std::vector<double> agreeing_pairs(const Ordered& data) {
  std::vector<std::size_t> order(data.x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return data.x[a] < data.x[b]; });
  std::vector<double> agreeing(data.x.size()), below(data.size.size()), level(data.size.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    std::fill(level.begin(), level.end(), 0.0);
    while (end < order.size() && data.x[order[end]] == data.x[order[begin]]) level[data.group[order[end++]]] += 1;
    for (; begin < end; ++begin) {
      const std::size_t i = order[begin], own = data.group[i];
      for (std::size_t g = 0; g < below.size(); ++g) {
        if (g < own) agreeing[i] += below[g] + level[g] / 2;
        if (g > own) agreeing[i] += data.size[g] - below[g] - level[g] / 2;
      }
    }
    for (std::size_t g = 0; g < below.size(); ++g) below[g] += level[g];
  }
  return agreeing;
}

// Σ s(s-1)(2s+5), Σ s(s-1)(s-2) and Σ s(s-1) over sizes of groups or of ties.
struct SizeTerms {
  double cubic = 0, triples = 0, pairs = 0;
  void add(double s) {
    cubic += s * (s - 1) * (2 * s + 5);
    triples += s * (s - 1) * (s - 2);
    pairs += s * (s - 1);
  }
};

double tied_variance(const Ordered& data) {
  const double n = static_cast<double>(data.x.size());
  SizeTerms all, groups, ties;
  all.add(n);
  for (const double s : data.size) groups.add(s);
  for (const std::size_t s : tie_groups(data.x)) ties.add(static_cast<double>(s));
  double variance = (all.cubic - groups.cubic - ties.cubic) / 72 + groups.pairs * ties.pairs / (8 * all.pairs);
  if (all.triples > 0) variance += groups.triples * ties.triples / (36 * all.triples);
  return variance;
}

// P(J <= j) without ties, j up to half of the most. J is the sum of the independent counts of each group against all
// before it, each distributed as a rank sum: share[m][w] is the probability of count w for m cases of the group against
// `before` earlier ones. The last of all m + before cases belongs to either side in proportion to their numbers.
double jonckheere_lower(const Ordered& data, std::size_t j) {
  std::vector<double> p(j + 1);
  p[0] = 1;
  auto before = static_cast<std::size_t>(data.size[0]);
  for (std::size_t g = 1; g < data.size.size(); ++g) {
    const auto own = static_cast<std::size_t>(data.size[g]);
    std::vector<std::vector<double>> share(own + 1, std::vector<double>(j + 1));
    for (auto& row : share) row[0] = 1;
    for (std::size_t b = 1; b <= before; ++b) {
      for (std::size_t m = 1; m <= own; ++m) {
        const double total = static_cast<double>(m + b);
        for (std::size_t w = std::min(j, m * b) + 1; w-- > 0;) {
          const double highest_own = w >= b ? share[m - 1][w - b] : 0;
          share[m][w] = (static_cast<double>(m) * highest_own + static_cast<double>(b) * share[m][w]) / total;
        }
      }
    }
    const std::size_t most = std::min(j, own * before);
    std::vector<double> joined(j + 1);
    for (std::size_t s = 0; s <= j; ++s) {
      for (std::size_t w = 0; w <= std::min(s, most); ++w) joined[s] += share[own][w] * p[s - w];
    }
    p = std::move(joined);
    before += own;
  }
  return std::accumulate(p.begin(), p.end(), 0.0);
}

}  // namespace

TestResult jonckheere_terpstra(std::span<const double> x, std::span<const int> group, Exact exact, double level) {
  TestResult result;
  result.test = "jonckheere";
  result.estimate_kind = "concordance";
  const Ordered data = ordered(x, group);
  result.n = data.x.size();
  if (data.size.size() < 2) return refuse(result, Reason::one_class);
  const auto agreeing = agreeing_pairs(data);
  const double n = static_cast<double>(data.x.size());
  const double statistic = std::accumulate(agreeing.begin(), agreeing.end(), 0.0) / 2;
  double squares = 0;
  for (const double s : data.size) squares += s * s;
  const double pairs = (n * n - squares) / 2;
  result.statistic = statistic;
  result.estimate = statistic / pairs;
  if (is_constant(data.x)) return refuse(result, Reason::constant);
  if (result.estimate == 0 || result.estimate == 1) {
    result.ci_reason = Reason::degenerate;
  } else {
    double variance = 0;  // of the derivatives of J / pairs by the weight of each case
    for (std::size_t i = 0; i < agreeing.size(); ++i) {
      const double d = (agreeing[i] - result.estimate * (n - data.size[data.group[i]])) / pairs;
      variance += d * d;
    }
    const double half = normal_margin(level) * std::sqrt(variance);
    result.ci_low = std::max(0.0, result.estimate - half);
    result.ci_high = std::min(1.0, result.estimate + half);
  }
  const bool ties = tie_term(data.x) > 0;
  if (exact == Exact::always && (ties || n > 150)) {
    result.reason = ties ? Reason::ties : Reason::too_large;
    return result;
  }
  if (exact == Exact::always || (exact == Exact::automatic && !ties && n < 50)) {
    result.test = "jonckheere exact";
    const double extreme = std::min(statistic, pairs - statistic);  // the distribution is symmetric
    result.set(twice(tail_of(jonckheere_lower(data, static_cast<std::size_t>(extreme)))));
    return result;
  }
  result.test = "jonckheere normal";
  result.set(normal_two_sided((statistic - pairs / 2) / std::sqrt(tied_variance(data))));
  return result;
}

}  // namespace rgx::stats
