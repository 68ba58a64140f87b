#include "stats/groups/dunn.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {

std::vector<PairResult> dunn(std::span<const double> x, std::span<const int> group, double level) {
  int codes = 0;
  for (const int g : group) codes = std::max(codes, g + 1);
  const auto values = by_group(x, group, codes);
  std::vector<double> all;
  for (const auto& g : values) all.insert(all.end(), g.begin(), g.end());
  const auto rank = mid_ranks(all);
  std::vector<double> mean_rank;
  std::size_t first = 0;
  for (const auto& g : values) {
    mean_rank.push_back(mean(std::span(rank).subspan(first, g.size())));
    first += g.size();
  }
  const double n = static_cast<double>(all.size());
  const double variance = (n * (n + 1) - tie_term(all) / (n - 1)) / 12;
  std::vector<PairResult> pairs;
  for (int lower = 0; lower < codes; ++lower) {
    for (int upper = lower + 1; upper < codes; ++upper) {
      const auto &a = values[lower], &b = values[upper];
      if (a.empty() || b.empty()) continue;
      PairResult pair{lower, upper, {}};
      pair.result.test = "dunn";
      pair.result.n = a.size() + b.size();
      take_effect(pair.result, auc_delong(b, a, level), "auc");
      if (is_constant(all)) {
        refuse(pair.result, Reason::constant);
      } else {
        const double sizes = 1 / static_cast<double>(a.size()) + 1 / static_cast<double>(b.size());
        pair.result.statistic = (mean_rank[upper] - mean_rank[lower]) / std::sqrt(variance * sizes);
        pair.result.set(normal_two_sided(pair.result.statistic));
      }
      pairs.push_back(pair);
    }
  }
  return pairs;
}

}  // namespace rgx::stats
