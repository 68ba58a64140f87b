#include "stats/permutation/permute_correlate.hpp"

#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/correlation/correlate.hpp"
#include "stats/correlation/distance.hpp"
#include "stats/correlation/kendall.hpp"
#include "stats/permutation/permute_cases.hpp"

namespace rgx::stats {
namespace {

// Values of `right` by code.
std::vector<double> values_of(std::span<const double> values, std::span<const int> code) {
  std::vector<double> out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const auto c = static_cast<std::size_t>(code[i]);
    if (c >= out.size()) out.resize(c + 1);
    out[c] = values[i];
  }
  return out;
}

// The permutation mean of the excess of pairs in the same order: within a stratum 0; between two, each pair of the one
// side meets the mean sign of the other.
double expected_excess(const PermutedCases& cases) {
  const auto k = static_cast<std::size_t>(cases.strata);
  if (k < 2) return 0;
  std::vector<double> left(k * k), right(k * k), size(k);
  const auto sign = [](double a, double b) { return a < b ? 1.0 : a > b ? -1.0 : 0.0; };
  for (std::size_t i = 0; i < cases.x.size(); ++i) {
    size[cases.stratum[i]] += 1;
    for (std::size_t j = 0; j < cases.x.size(); ++j) {
      const std::size_t cell = static_cast<std::size_t>(cases.stratum[i]) * k + cases.stratum[j];
      left[cell] += sign(cases.x[i], cases.x[j]);
      right[cell] += sign(cases.outcome[i], cases.outcome[j]);
    }
  }
  double expected = 0;
  for (std::size_t s = 0; s < k; ++s) {
    for (std::size_t t = s + 1; t < k; ++t) expected += left[s * k + t] * right[s * k + t] / (size[s] * size[t]);
  }
  return expected;
}

}  // namespace

PermutationResult permute_correlation(std::span<const double> left, std::span<const double> right,
                                      CorrelationStatistic statistic, const Permutations& how, double level) {
  const PermutedCases cases = permuted_cases(left, right, how.stratum);
  const auto code = dense_codes(cases.outcome);
  Permutations within = how;
  within.stratum = cases.stratum;
  PermutationResult out;
  TestResult& r = out.result;
  if (statistic == CorrelationStatistic::kendall) {
    r = kendall(cases.x, cases.outcome, Exact::never, level);
    if (r.reason != Reason::none) return out;
    r.statistic = r.estimate;
    const double n = static_cast<double>(cases.x.size()), pairs = n * (n - 1) / 2, expected = expected_excess(cases);
    const auto extremity = [&](std::span<const int> c) {
      const std::vector<double> y(c.begin(), c.end());
      return std::abs(static_cast<double>(kendall_excess(cases.x, y)) - expected) / pairs;
    };
    take_permutations(out, permutation_p(code, extremity, 1, within), "permutation kendall",
                      "permutation kendall complete");
    return out;
  }
  if (statistic == CorrelationStatistic::distance) {
    r = distance_correlation(cases.x, cases.outcome);
    if (std::isnan(r.estimate)) return out;
    r.statistic = r.estimate;
    const DistancePair pair(cases.x, cases.outcome);
    std::vector<std::size_t> first(code.size());  // a case with each code
    for (std::size_t i = code.size(); i-- > 0;) first[code[i]] = i;
    const auto extremity = [&](std::span<const int> c) {
      std::vector<std::size_t> order(c.size());
      for (std::size_t i = 0; i < c.size(); ++i) order[i] = first[c[i]];
      return pair.covariance(order);
    };
    take_permutations(out, permutation_p(code, extremity, 1, within), "permutation distance",
                      "permutation distance complete");
    return out;
  }
  const bool ranks = statistic == CorrelationStatistic::spearman;
  r = correlate(cases.x, cases.outcome, ranks ? Correlation::spearman : Correlation::pearson, {}, level);
  if (r.reason != Reason::none) return out;
  r.statistic = r.estimate;
  const auto x = within_strata(cases, ranks ? mid_ranks(cases.x) : cases.x);
  PermutedCases all = cases;
  all.stratum.clear(), all.strata = 1;
  const auto y = values_of(within_strata(all, ranks ? mid_ranks(cases.outcome) : cases.outcome), code);
  const auto extremity = [&](std::span<const int> c) {
    double total = 0;
    for (std::size_t i = 0; i < c.size(); ++i) total += x[i] * y[c[i]];
    return std::abs(total);
  };
  take_permutations(out, permutation_p(code, extremity, 1, within),
                    ranks ? "permutation spearman" : "permutation pearson",
                    ranks ? "permutation spearman complete" : "permutation pearson complete");
  return out;
}

}  // namespace rgx::stats
