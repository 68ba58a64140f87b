// Permutation tests, every arrangement listed: stats/permutation/permute_compare.hpp, permute_correlate.hpp.
#include <cmath>

#include "stats/permutation/permute_compare.hpp"
#include "stats/permutation/permute_correlate.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;

// Statistic, arrangements as extreme, arrangements.
void compare(const PermutationResult& r, const std::vector<double>& want, Numbers& n) {
  n.add(r.result.statistic, want[0], 1);
  n.add(static_cast<double>(r.permutations.as_extreme), want[1]);
  n.add(static_cast<double>(r.permutations.arrangements), want[2]);
  n.add(r.result.p, want[1] / want[2]);
}

std::vector<int> strata_of(const Fields& f) {
  return f.contains("stratum") ? codes(f.at("stratum")) : std::vector<int>{};
}

template <class Test>
void listed(const Fields& f, const char* field, Numbers& n, const Test& test) {
  if (!f.contains(field)) return;
  const auto stratum = strata_of(f);
  compare(test(Permutations{Stream(1), 999, 1e6, stratum}), f.at(field), n);
}

void two_groups(const Fields& f, Numbers& n) {
  const std::pair<const char*, TwoGroupStatistic> kinds[] = {{"mean_difference", TwoGroupStatistic::mean_difference},
                                                             {"welch_t", TwoGroupStatistic::welch_t},
                                                             {"rank_sum", TwoGroupStatistic::rank_sum}};
  for (const auto& [field, kind] : kinds)
    listed(f, field, n,
           [&](const Permutations& how) { return permute_two_groups(f.at("x"), codes(f.at("g")), kind, how); });
}

void many_groups(const Fields& f, Numbers& n) {
  const std::pair<const char*, GroupStatistic> kinds[] = {{"f", GroupStatistic::f}, {"h", GroupStatistic::h}};
  for (const auto& [field, kind] : kinds)
    listed(f, field, n,
           [&](const Permutations& how) { return permute_groups(f.at("x"), codes(f.at("g")), kind, how); });
}

void dependence(const Fields& f, Numbers& n) {
  const std::pair<const char*, CorrelationStatistic> kinds[] = {{"pearson", CorrelationStatistic::pearson},
                                                                {"spearman", CorrelationStatistic::spearman},
                                                                {"kendall", CorrelationStatistic::kendall},
                                                                {"distance", CorrelationStatistic::distance}};
  for (const auto& [field, kind] : kinds)
    listed(f, field, n,
           [&](const Permutations& how) { return permute_correlation(f.at("left"), f.at("right"), kind, how); });
}

}  // namespace

std::vector<StatsCheck> permutation_checks() {
  return {
      by_case("permutation: two groups", "permute", "coin", "oneway_test, wilcox_test(\"exact\"); all listed", kFormula,
              two_groups),
      by_case("permutation: groups", "permute", "R", "anova(lm()), kruskal.test(); all listed", kFormula, many_groups),
      by_case("permutation: dependence", "permute", "energy", "cor(), dcor(); all orders listed", kFormula, dependence),
  };
}

}  // namespace rgx::conformance
