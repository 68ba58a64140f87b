// p by permutation, in `compare` and in `associate`.
#include "stats/correlation/correlate.hpp"
#include "stats/correlation/distance.hpp"
#include "stats/correlation/kendall.hpp"
#include "stats/groups/compare.hpp"
#include "stats/permutation/permute_compare.hpp"
#include "stats/permutation/permute_correlate.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/exchange.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/pair_driver.hpp"
#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

std::string statistic_of(const Context& context) { return context.params.at("args").at("statistic"); }

stats::Permutations permutations(const Context& context, const std::vector<int>& exchangeable) {
  stats::Permutations how{stats::Stream(context.stream)};
  how.draws = static_cast<std::uint32_t>(context.params.at("args").at("draws").get<double>());
  how.stratum = exchangeable;
  return how;
}

// Rows of one subject are no cases of their own, and the interval takes them as such.
stats::TestResult without_interval(stats::TestResult result) {
  result.ci_low = result.ci_high = stats::missing;
  result.ci_reason = stats::Reason::none;
  return result;
}

// The effect alone.
stats::TestResult effect(const Grouped& cases, const std::string& statistic) {
  if (statistic == "f") return stats::anova(cases.value, cases.group);
  if (statistic == "kruskal_wallis") return stats::kruskal_wallis(cases.value, cases.group);
  const auto positive = cases.of_group(1), other = cases.of_group(0);
  return statistic == "welch"             ? stats::welch(positive, other)
         : statistic == "mean_difference" ? stats::student(positive, other)
                                          : stats::wilcoxon(positive, other, stats::Exact::never);
}

Compared permuted(const Grouped& cases, const Context& context) {
  const std::string statistic = statistic_of(context);
  if (cases.estimate_only) return effect(cases, statistic);
  const bool several = statistic == "f" || statistic == "kruskal_wallis";
  if (!several && cases.groups != 2)
    throw Failure("wrong-test",
                  "`permutation(statistic: " + statistic + ")` compares two groups, and there are " +
                      std::to_string(cases.groups),
                  "write `permutation(statistic: f)` or `permutation(statistic: kruskal_wallis)`");
  const auto strata = exchangeable(cases.stratum, cases.subject, cases.clustered);
  const auto how = permutations(context, strata);
  using Two = stats::TwoGroupStatistic;
  const auto made =
      several ? stats::permute_groups(cases.value, cases.group,
                                      statistic == "f" ? stats::GroupStatistic::f : stats::GroupStatistic::h, how)
              : stats::permute_two_groups(cases.value, cases.group,
                                          statistic == "welch"             ? Two::welch_t
                                          : statistic == "mean_difference" ? Two::mean_difference
                                                                           : Two::rank_sum,
                                          how);
  Compared out = cases.clustered ? without_interval(made.result) : made.result;
  if (cases.clustered) out.note = kExchangedWithin;
  return out;
}

stats::CorrelationStatistic correlation_of(const std::string& name) {
  using Statistic = stats::CorrelationStatistic;
  return name == "pearson"    ? Statistic::pearson
         : name == "spearman" ? Statistic::spearman
         : name == "kendall"  ? Statistic::kendall
                              : Statistic::distance;
}

stats::TestResult effect(std::span<const double> left, std::span<const double> right, const std::string& statistic) {
  if (statistic == "kendall") return stats::kendall(left, right);
  if (statistic == "distance") return stats::distance_correlation(left, right);
  return stats::correlate(left, right,
                          statistic == "spearman" ? stats::Correlation::spearman : stats::Correlation::pearson);
}

std::vector<stats::TestResult> permuted(const PairBlock& block, const Context& context) {
  const std::string statistic = statistic_of(context);
  const bool ranks = statistic == "spearman" || statistic == "kendall";
  if (block.estimate_only)
    return of_residuals(block, ranks ? stats::Correlation::spearman : stats::Correlation::pearson,
                        [&](auto l, auto r) { return effect(l, r, statistic); });
  const auto strata = exchangeable(block.stratum, block.subject, block.clustered);
  const auto how = permutations(context, strata);
  return one_by_one(block, [&](auto l, auto r) {
    const auto made = stats::permute_correlation(l, r, correlation_of(statistic), how).result;
    return block.clustered ? without_interval(made) : made;
  });
}

}  // namespace

Operation permutation_operation(const std::string& block) {
  const bool compare = block == "compare";
  lang::TestRule rule{compare ? std::vector<std::string>{"binary", "nominal", "ordinal"}
                              : std::vector<std::string>{"continuous", "ordinal", "binary"},
                      compare ? 2U : 0U,
                      0,
                      {"numeric", "ordinal"},
                      compare ? "" : "compare"};
  rule.rows_may_cluster = rule.within_subjects = rule.stratifies = rule.audits = true;
  const std::vector<std::string> statistics =
      compare ? std::vector<std::string>{"welch", "mean_difference", "wilcoxon", "f", "kruskal_wallis"}
              : std::vector<std::string>{"pearson", "spearman", "kendall", "distance"};
  const std::string what =
      compare
          ? "Groups are exchanged over the cases. `welch`, `mean_difference` and `wilcoxon` ask how far the "
            "statistic lies from its mean over all arrangements, on either side; `f` and `kruskal_wallis` how large "
            "it is. The effect is that of `welch`, `student`, `wilcoxon`, `anova` or `kruskal_wallis`, strata "
            "left aside. "
          : "The right side is exchanged over the cases. `pearson`, `spearman` and `kendall` ask how far the "
            "coefficient lies from its mean over all arrangements, on either side; `distance` how large the "
            "distance covariance is. The estimate is that of the coefficient, strata left aside. It takes no "
            "covariates: exchanging past them is no test. ";
  return Declare<Json>("permutation", 1)
      .role(lang::Role::test)
      .in(block)
      .param(choice_of("statistic", statistics, "what is compared between the observed arrangement and the others"))
      .param(whole_number("draws", 9999, 99, 1e8, "random arrangements, where there are more than 20 000"))
      .random("permutation")
      .test(rule)
      .summary(compare ? "Permutation test between groups, within `strata` or within subjects"
                       : "Permutation test of the dependence of two columns, within `strata` or within subjects")
      .details(
          what + kExchangeableText +
          " `audit`: `adjusted_estimate` is the same estimate of what least squares on the audited columns leaves " +
          (compare ? "of the feature" : "of both sides") + " (of its mid-ranks for statistics of ranks).")
      .methods(
          "p values are from {draws} random permutations (all, where there were at most 20 000), statistic "
          "{statistic}.")
      .cites({"phipson2010"})
      .run([compare](const Json&, const Context& c) {
        if (compare)
          return compare_features(
              c, statistic_of(c) == "wilcoxon" || statistic_of(c) == "kruskal_wallis" ? Takes::ranks : Takes::numbers,
              [&c](const Grouped& cases, std::size_t) { return permuted(cases, c); });
        return associate_pairs(
            c, [&c](const PairBlock& of) { return permuted(of, c); },
            c.params.contains("level") ? kExchangedWithin : "");
      });
}

}  // namespace rgx::stdlib
