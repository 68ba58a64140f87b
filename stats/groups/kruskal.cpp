#include "stats/groups/kruskal.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/resample_interval.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/compare.hpp"

namespace rgx::stats {
namespace {

double h_of_cases(std::span<const double> x, std::span<const int> group, int groups) {
  const auto rank = mid_ranks(x);
  std::vector<double> total(groups), size(groups);
  for (std::size_t i = 0; i < x.size(); ++i) {
    total[group[i]] += rank[i];
    size[group[i]] += 1;
  }
  return kruskal_h(total, size, tie_term(x));
}

}  // namespace

double kruskal_h(std::span<const double> rank_sum, std::span<const double> size, double ties) {
  double squares = 0, n = 0;
  for (std::size_t g = 0; g < size.size(); ++g) {
    squares += size[g] > 0 ? rank_sum[g] * rank_sum[g] / size[g] : 0;
    n += size[g];
  }
  const double tied = 1 - ties / (n * n * n - n);
  return tied > 0 ? (12 * squares / (n * (n + 1)) - 3 * (n + 1)) / tied : missing;
}

void kruskal_p(TestResult& result, int groups) {
  result.df = groups - 1;
  result.set(chi_square_upper(result.statistic, result.df));
  result.estimate = result.statistic / (static_cast<double>(result.n) - 1);
}

TestResult kruskal_wallis(std::span<const double> x, std::span<const int> group, const Bootstrap* bootstrap,
                          double level) {
  TestResult result;
  result.test = "kruskal_wallis";
  result.estimate_kind = "rank_epsilon_squared";
  int codes = 0;
  for (const int g : group) codes = std::max(codes, g + 1);
  const auto by = by_group(x, group, codes);
  std::vector<double> values;
  std::vector<int> code;
  int groups = 0;
  for (const auto& g : by) {
    if (g.empty()) continue;
    values.insert(values.end(), g.begin(), g.end());
    code.insert(code.end(), g.size(), groups++);
  }
  result.n = values.size();
  if (groups < 2) {
    result.reason = result.ci_reason = Reason::one_class;
    return result;
  }
  result.statistic = h_of_cases(values, code, groups);
  if (std::isnan(result.statistic)) {
    result.reason = result.ci_reason = Reason::constant;
    return result;
  }
  kruskal_p(result, groups);
  if (!bootstrap) {
    result.ci_reason = Reason::not_asked;
    return result;
  }
  const auto statistic = [&](std::span<const std::size_t> cases) {
    std::vector<double> drawn(cases.size());
    std::vector<int> drawn_code(cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) drawn[i] = values[cases[i]], drawn_code[i] = code[cases[i]];
    return h_of_cases(drawn, drawn_code, groups) / (static_cast<double>(cases.size()) - 1);
  };
  const Effect interval = bca_interval(statistic, code, bootstrap->replicates, bootstrap->stream, level);
  result.ci_low = interval.ci.low;
  result.ci_high = interval.ci.high;
  result.ci_reason = interval.ci_reason;
  return result;
}

}  // namespace rgx::stats
