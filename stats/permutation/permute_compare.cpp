#include "stats/permutation/permute_compare.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/groups/compare.hpp"
#include "stats/permutation/permute_cases.hpp"

namespace rgx::stats {
namespace {

std::vector<double> numbers(std::span<const int> code) {
  std::vector<double> out;
  for (const int c : code) out.push_back(c < 0 ? missing : c);
  return out;
}

std::vector<int> codes(std::span<const double> values) {
  std::vector<int> out;
  for (const double v : values) out.push_back(static_cast<int>(v));
  return out;
}

Permutations within(const PermutedCases& cases, const Permutations& how) {
  Permutations out = how;
  out.stratum = cases.stratum;
  return out;
}

// Welch's t of the difference of means less `centre`. A difference without any variance is infinitely extreme.
double welch_t(std::span<const double> x, std::span<const int> positive, double centre) {
  double n[2] = {}, total[2] = {}, squares[2] = {};
  for (std::size_t i = 0; i < x.size(); ++i) n[positive[i]] += 1, total[positive[i]] += x[i];
  const double m[2] = {total[0] / n[0], total[1] / n[1]};
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double gap = x[i] - m[positive[i]];
    squares[positive[i]] += gap * gap;
  }
  const double se = std::sqrt(squares[0] / (n[0] - 1) / n[0] + squares[1] / (n[1] - 1) / n[1]);
  const double gap = m[1] - m[0] - centre;
  if (std::abs(gap) <= 1e-14) return 0;
  // What is left of the variance of constant groups is rounding.
  return se <= 1e-15 ? std::copysign(INFINITY, gap) : gap / se;
}

// x about its mean, of length 1.
std::vector<double> standardised(std::span<const double> x) {
  PermutedCases all;
  all.x.assign(x.begin(), x.end());
  return within_strata(all, x);
}

// The permutation mean of the difference of means.
double expected_difference(const PermutedCases& cases, std::span<const double> x, std::span<const int> positive) {
  if (cases.stratum.empty()) return 0;
  const auto by = by_group(x, cases.stratum, cases.strata);
  double n[2] = {}, total[2] = {};
  for (std::size_t i = 0; i < x.size(); ++i) {
    n[positive[i]] += 1;
    total[positive[i]] += mean(by[cases.stratum[i]]);
  }
  return total[1] / n[1] - total[0] / n[0];
}

// Between-group share of the squares: rises with F and, on ranks, with H. x about its mean, of length 1.
double between(std::span<const double> x, std::span<const int> group, std::span<const double> size) {
  std::vector<double> total(size.size());
  for (std::size_t i = 0; i < x.size(); ++i) total[group[i]] += x[i];
  double share = 0;
  for (std::size_t g = 0; g < size.size(); ++g) share += size[g] > 0 ? total[g] * total[g] / size[g] : 0;
  return share;
}

}  // namespace

PermutationResult permute_two_groups(std::span<const double> x, std::span<const int> positive,
                                     TwoGroupStatistic statistic, const Permutations& how, double level) {
  if (std::any_of(positive.begin(), positive.end(), [](int c) { return c > 1; })) {
    throw std::invalid_argument("two groups are coded 0 and 1");
  }
  const PermutedCases cases = permuted_cases(x, numbers(positive), how.stratum);
  const auto code = codes(cases.outcome);
  const auto by = by_group(cases.x, code, 2);
  PermutationResult out;
  out.result = statistic == TwoGroupStatistic::mean_difference ? student(by[1], by[0], level)
               : statistic == TwoGroupStatistic::welch_t       ? welch(by[1], by[0], level)
                                                               : wilcoxon(by[1], by[0], Exact::never, level);
  TestResult& r = out.result;
  if (r.reason != Reason::none) return out;
  if (statistic == TwoGroupStatistic::welch_t) {
    const auto scaled = standardised(cases.x);
    const double centre = expected_difference(cases, scaled, code);
    r.statistic = welch_t(scaled, code, centre);
    const auto extremity = [&](std::span<const int> c) { return std::abs(welch_t(scaled, c, centre)); };
    take_permutations(out, permutation_p(code, extremity, 1, within(cases, how)), "permutation welch",
                      "permutation welch complete");
    return out;
  }
  const bool ranks = statistic == TwoGroupStatistic::rank_sum;
  if (!ranks) r.statistic = mean(by[1]) - mean(by[0]);
  const auto scaled = within_strata(cases, ranks ? mid_ranks(cases.x) : cases.x);
  const auto extremity = [&](std::span<const int> c) {
    double total = 0;
    for (std::size_t i = 0; i < c.size(); ++i) total += c[i] == 1 ? scaled[i] : 0;
    return std::abs(total);
  };
  take_permutations(out, permutation_p(code, extremity, 1, within(cases, how)),
                    ranks ? "permutation rank_sum" : "permutation mean_difference",
                    ranks ? "permutation rank_sum complete" : "permutation mean_difference complete");
  return out;
}

PermutationResult permute_groups(std::span<const double> x, std::span<const int> group, GroupStatistic statistic,
                                 const Permutations& how, double level) {
  const PermutedCases cases = permuted_cases(x, numbers(group), how.stratum);
  const auto code = dense_codes(cases.outcome);
  const bool ranks = statistic == GroupStatistic::h;
  PermutationResult out;
  out.result = ranks ? kruskal_wallis(cases.x, code, nullptr, level) : anova(cases.x, code, true, level);
  if (out.result.reason != Reason::none) return out;
  const auto scaled = standardised(ranks ? mid_ranks(cases.x) : cases.x);
  std::vector<double> size;
  for (const std::size_t n : tie_groups(cases.outcome)) size.push_back(static_cast<double>(n));
  const auto extremity = [&](std::span<const int> c) { return between(scaled, c, size); };
  take_permutations(out, permutation_p(code, extremity, 1, within(cases, how)),
                    ranks ? "permutation kruskal_wallis" : "permutation anova",
                    ranks ? "permutation kruskal_wallis complete" : "permutation anova complete");
  return out;
}

}  // namespace rgx::stats
