// Numbers between two groups: welch, student, wilcoxon, brunner_munzel.
#include "stats/groups/brunner_munzel.hpp"
#include "stats/groups/compare.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/step_down.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

// Parameters of the test lie below "args"; the rest of the node's parameters are the frame's.
const Json& args(const Context& context) { return context.params.at("args"); }

lang::TestRule two_groups(std::string otherwise) {
  lang::TestRule rule{{"binary", "nominal", "ordinal"}, 2, 2, {"numeric", "ordinal"}, std::move(otherwise)};
  rule.audits = true;
  return rule;
}

}  // namespace

Operation welch_operation() {
  Operation made =
      Declare<Json>("welch", 1)
          .role(lang::Role::test)
          .in("compare")
          .test(two_groups("anova"))
          .summary("Welch's t test of two groups, unequal variances; effect Hedges g with a noncentral t interval")
          .details("t with Welch's degrees of freedom, as `t.test`. Hedges g is in roots of the mean variance." +
                   kAuditOfValues)
          .methods(
              "Means were compared with Welch's t test; the effect size is Hedges g with a 95 % interval from the "
              "noncentral t distribution.")
          .cites({"welch1947", "hedges1981"})
          .run([](const Json&, const Context& c) {
            return compare_features(
                c, Takes::numbers,
                [](const Grouped& cases, std::size_t) { return stats::welch(cases.of_group(1), cases.of_group(0)); },
                stats::PermutedStatistic::welch);
          });
  return permutable(std::move(made), stats::PermutedStatistic::welch);
}

Operation wilcoxon_operation() {
  Operation made =
      Declare<Json>("wilcoxon", 1)
          .role(lang::Role::test)
          .in("compare")
          .param(
              choice_of("effect", {"auc", "rank_biserial", "cliffs_delta"},
                        "the effect size beside p: the area under the ROC curve, rank-biserial correlation 2 AUC - 1, "
                        "or Cliff's delta, which is the same number"))
          .test(two_groups("kruskal_wallis"))
          .summary(
              "Wilcoxon's rank sum test of two groups: exact below 50 cases a group without ties, else normal with "
              "tie and continuity correction; effect AUC with DeLong's interval")
          .details(
              "As `wilcox.test`; `test` says whether p is exact. The AUC is W over the number of pairs, higher in the "
              "positive (or second declared) class above one half; its interval is missing at 0 and 1." +
              kAuditOfRanks)
          .methods(
              "Distributions were compared with Wilcoxon's rank sum test (exact where both groups had fewer than 50 "
              "cases and no ties, otherwise the normal approximation with tie and continuity correction); the effect "
              "size is the {effect} with DeLong's 95 % interval.")
          .cites({"wilcoxon1945", "delong1988"})
          .run([](const Json&, const Context& c) {
            const bool auc = args(c).value("effect", "auc") == "auc";
            const bool cliff = args(c).value("effect", "auc") == "cliffs_delta";
            return compare_features(
                c, Takes::ranks,
                [auc, cliff](const Grouped& cases, std::size_t) {
                  auto r = stats::wilcoxon(cases.of_group(1), cases.of_group(0));
                  if (auc) return r;
                  r.estimate = 2 * r.estimate - 1;
                  r.ci_low = 2 * r.ci_low - 1;
                  r.ci_high = 2 * r.ci_high - 1;
                  r.estimate_kind = cliff ? "cliffs_delta" : "rank_biserial";
                  return r;
                },
                stats::PermutedStatistic::wilcoxon);
          });
  return permutable(std::move(made), stats::PermutedStatistic::wilcoxon);
}

std::vector<Operation> two_group_operations() {
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("student", 1)
          .role(lang::Role::test)
          .in("compare")
          .test(two_groups("anova"))
          .summary("Student's t test of two groups, equal variances; effect Hedges g with a noncentral t interval")
          .details(
              std::string(
                  "t with n - 2 degrees of freedom on the pooled variance, as `t.test(var.equal = TRUE)`; `welch` does "
                  "without equal variances and is the safer choice. Hedges g is in pooled standard deviations.") +
              kAuditOfValues)
          .methods("Means were compared with Student's t test; the effect size is Hedges g with a 95 % interval from "
                   "the noncentral t distribution.")
          .cites({"student1908", "hedges1981"})
          .run([](const Json&, const Context& c) {
            return compare_features(
                c, Takes::numbers,
                [](const Grouped& cases, std::size_t) { return stats::student(cases.of_group(1), cases.of_group(0)); },
                stats::PermutedStatistic::student);
          }));
  out.back() = permutable(std::move(out.back()), stats::PermutedStatistic::student);
  out.push_back(
      Declare<Json>("brunner_munzel", 1)
          .role(lang::Role::test)
          .in("compare")
          .test(two_groups("kruskal_wallis"))
          .summary(
              "Brunner and Munzel's rank test of two groups whose spreads may differ; effect AUC with its interval")
          .details(
              std::string(
                  "Asks whether a case of one group is as likely to be above as below one of the other. `wilcoxon` "
                  "asks "
                  "whether the distributions are the same, and its p is wrong for the first question when spreads "
                  "differ. t with Satterthwaite's degrees of freedom, as `lawstat::brunner.munzel.test`; groups that "
                  "do not overlap have no variance (`degenerate`).") +
              kAuditOfRanks)
          .methods("Groups were compared with Brunner and Munzel's test, which allows for unequal spreads; the effect "
                   "size is the area under the ROC curve with the interval of the test.")
          .cites({"brunner2000"})
          .run([](const Json&, const Context& c) {
            return compare_features(c, Takes::ranks, [](const Grouped& cases, std::size_t) {
              return stats::brunner_munzel(cases.of_group(1), cases.of_group(0));
            });
          }));
  return out;
}

}  // namespace rgx::stdlib
