// Numbers between groups: welch, wilcoxon, kruskal_wallis.
#include "stats/compare.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

// Parameters of the test lie below "args"; the rest of the node's parameters are the frame's.
const Json& args(const Context& context) { return context.params.at("args"); }

lang::TestRule two_groups(std::string otherwise) {
  return {{"binary", "nominal", "ordinal"}, 2, 2, {"numeric", "ordinal"}, std::move(otherwise), false, false};
}

}  // namespace

Operation welch_operation() {
  return Declare<Json>("welch", 1)
      .role(lang::Role::test)
      .in("compare")
      .test(two_groups("anova"))
      .summary("Welch's t test of two groups, unequal variances; effect Hedges g with a noncentral t interval")
      .methods(
          "Means were compared with Welch's t test; the effect size is Hedges g with a 95 % interval from the "
          "noncentral t distribution.")
      .cites({"welch1947", "hedges1981"})
      .run([](const Json&, const Context& c) {
        return compare_features(c, Takes::numbers, [](const Grouped& cases, std::size_t) {
          return stats::welch(cases.of_group(1), cases.of_group(0));
        });
      });
}

Operation wilcoxon_operation() {
  lang::Param effect;
  effect.name = "effect";
  effect.type = lang::ParamType::choice;
  effect.choices = {"auc", "rank_biserial"};
  effect.fallback = "auc";
  effect.text = "the effect size beside p: the area under the ROC curve, or rank-biserial correlation 2 AUC - 1";
  return Declare<Json>("wilcoxon", 1)
      .role(lang::Role::test)
      .in("compare")
      .param(effect)
      .test(two_groups("kruskal_wallis"))
      .summary(
          "Wilcoxon's rank sum test of two groups: exact below 50 cases a group without ties, else normal with "
          "tie and continuity correction; effect AUC with DeLong's interval")
      .methods(
          "Distributions were compared with Wilcoxon's rank sum test (exact where both groups had fewer than 50 "
          "cases and no ties, otherwise the normal approximation with tie and continuity correction); the effect "
          "size is the {effect} with DeLong's 95 % interval.")
      .cites({"wilcoxon1945", "delong1988"})
      .run([](const Json&, const Context& c) {
        const bool biserial = args(c).value("effect", "auc") == "rank_biserial";
        return compare_features(c, Takes::numbers, [biserial](const Grouped& cases, std::size_t) {
          auto r = stats::wilcoxon(cases.of_group(1), cases.of_group(0));
          if (biserial) {
            r.estimate = 2 * r.estimate - 1;
            r.ci_low = 2 * r.ci_low - 1;
            r.ci_high = 2 * r.ci_high - 1;
            r.estimate_kind = "rank_biserial";
          }
          return r;
        });
      });
}

Operation kruskal_wallis_operation() {
  lang::Param replicates;
  replicates.name = "bootstrap";
  replicates.type = lang::ParamType::integer;
  replicates.fallback = 2000;
  replicates.low = 0;
  replicates.high = 1e6;
  replicates.text = "bootstrap samples behind the interval of epsilon squared; 0: no interval";
  return Declare<Json>("kruskal_wallis", 1)
      .role(lang::Role::test)
      .in("compare")
      .param(replicates)
      .random("effect")
      .test({{"binary", "nominal", "ordinal"}, 2, 0, {"numeric", "ordinal"}, "wilcoxon", false, false})
      .summary(
          "Kruskal-Wallis rank sum test of several groups; effect rank epsilon squared with a BCa bootstrap "
          "interval")
      .methods(
          "Distributions were compared with the Kruskal-Wallis test; the effect size is rank epsilon squared with "
          "a BCa bootstrap interval ({bootstrap} samples).")
      .cites({"kruskal1952", "efron1987"})
      .run([](const Json&, const Context& c) {
        const double wanted = args(c).value("bootstrap", 2000.0);
        const std::uint64_t key = c.stream;
        return compare_features(c, Takes::numbers, [wanted, key](const Grouped& cases, std::size_t index) {
          const stats::Bootstrap bootstrap{static_cast<std::uint32_t>(wanted),
                                           stats::Stream(key, 0, static_cast<std::uint32_t>(index))};
          return stats::kruskal_wallis(cases.value, cases.group, wanted > 0 ? &bootstrap : nullptr);
        });
      });
}

}  // namespace rgx::stdlib
