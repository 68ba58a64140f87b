// Numbers between several groups: kruskal_wallis, anova, jonckheere.
#include <fmt/format.h>

#include <cmath>

#include "stats/groups/compare.hpp"
#include "stats/groups/ordered.hpp"
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

const Json& args(const Context& context) { return context.params.at("args"); }

bool asked(const Context& context, const char* post_hoc) {
  const auto found = args(context).find("post_hoc");
  return found != args(context).end() && *found == post_hoc;
}

lang::TestRule several_groups(std::vector<std::string> outcomes, std::string otherwise) {
  lang::TestRule rule{std::move(outcomes), 2, 0, {"numeric", "ordinal"}, std::move(otherwise)};
  rule.audits = true;
  return rule;
}

constexpr const char* kSecondStage =
    " The pairs of groups stand as rows of their own behind the feature's, with `term` as `III vs II` and the note "
    "`second stage`; a positive effect means higher in the group named first. They do not count in the family: q is "
    "Holm's among the pairs of one feature, and stands only where the feature's own test is rejected.";

// Welch's t of every two groups that have a case.
std::vector<stats::PairResult> welch_pairs(const Grouped& cases) {
  std::vector<std::vector<double>> values;
  for (int g = 0; g < cases.groups; ++g) values.push_back(cases.of_group(g));
  std::vector<stats::PairResult> out;
  for (std::size_t lower = 0; lower < values.size(); ++lower)
    for (std::size_t upper = lower + 1; upper < values.size(); ++upper)
      if (!values[lower].empty() && !values[upper].empty())
        out.push_back({static_cast<int>(lower), static_cast<int>(upper), stats::welch(values[upper], values[lower])});
  return out;
}

}  // namespace

Operation kruskal_wallis_operation() {
  return Declare<Json>("kruskal_wallis", 1)
      .role(lang::Role::test)
      .in("compare")
      .param(whole_number("bootstrap", 2000, 0, 1e6,
                          "bootstrap samples behind the interval of epsilon squared; 0: no interval"))
      .param(optional(
          choice_of("post_hoc", {"none", "dunn"}, "which groups differ: Dunn's test of every pair, a second stage")))
      .random("effect")
      .test(several_groups({"binary", "nominal", "ordinal"}, "wilcoxon"))
      .summary(
          "Kruskal-Wallis rank sum test of several groups; effect rank epsilon squared with a BCa bootstrap "
          "interval")
      .details(std::string("`post_hoc: dunn` compares every two groups on the ranks among all groups (Dunn 1964, "
                           "`FSA::dunnTest`); its effect is the AUC of the two groups alone.") +
               kSecondStage + kAuditOfRanks)
      .methods(
          "Distributions were compared with the Kruskal-Wallis test; the effect size is rank epsilon squared with "
          "a BCa bootstrap interval ({bootstrap} samples).[ After a rejection groups were compared in pairs by "
          "{post_hoc}, p values corrected by Holm.]")
      .cites({"kruskal1952", "efron1987", "dunn1964", "holm1979"})
      .run([](const Json&, const Context& c) {
        const double wanted = args(c).value("bootstrap", 2000.0);
        const bool dunn = asked(c, "dunn");
        const std::uint64_t key = c.stream;
        return compare_features(c, Takes::ranks, [wanted, key, dunn](const Grouped& cases, std::size_t index) {
          const stats::Bootstrap bootstrap{static_cast<std::uint32_t>(wanted),
                                           stats::Stream(key, 0, static_cast<std::uint32_t>(index))};
          const bool interval = wanted > 0 && !cases.estimate_only;
          Compared out = stats::kruskal_wallis(cases.value, cases.group, interval ? &bootstrap : nullptr);
          if (dunn && !cases.estimate_only) out.pairs = stats::dunn(cases.value, cases.group);
          return out;
        });
      });
}

std::vector<Operation> several_group_operations() {
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("anova", 1)
          .role(lang::Role::test)
          .in("compare")
          .param(choice_of("variances", {"equal", "unequal"}, "of the groups; unequal: Welch's test"))
          .param(optional(
              choice_of("post_hoc", {"none", "welch"}, "which groups differ: Welch's t of every pair, a second stage")))
          .test(several_groups({"binary", "nominal", "ordinal"}, "welch"))
          .summary("One-way analysis of variance; effect eta squared, with an interval where variances are equal")
          .details(
              std::string("F as `oneway.test(var.equal = TRUE)`, with `variances: unequal` Welch's as "
                          "`oneway.test`. `df` is the numerator's; the denominator's stands in `note`. eta squared "
                          "has the interval of a noncentral F; Welch's has none. `post_hoc: welch` is Welch's t of "
                          "every two groups, effect Hedges g, whatever the variances of the test itself.") +
              kSecondStage + kAuditOfValues)
          .methods("Means were compared with one-way analysis of variance (variances: {variances}); the effect size is "
                   "eta squared.[ After a rejection groups were compared in pairs by {post_hoc}, p values corrected by "
                   "Holm.]")
          .cites({"fisher1925", "welch1951", "holm1979"})
          .run([](const Json&, const Context& c) {
            const bool equal = args(c).value("variances", "equal") == "equal";
            const bool pairs = asked(c, "welch");
            return compare_features(
                c, Takes::numbers,
                [equal, pairs](const Grouped& cases, std::size_t) {
                  Compared made = stats::anova(cases.value, cases.group, equal);
                  if (!std::isnan(made.result.df2)) made.note = fmt::format("denominator df {:.6g}", made.result.df2);
                  if (pairs && !cases.estimate_only) made.pairs = welch_pairs(cases);
                  return made;
                },
                equal ? std::optional(stats::PermutedStatistic::f) : std::nullopt);
          }));
  out.back() = permutable(std::move(out.back()), stats::PermutedStatistic::f);
  out.push_back(
      Declare<Json>("jonckheere", 1)
          .role(lang::Role::test)
          .in("compare")
          .test(several_groups({"ordinal"}, "kruskal_wallis"))
          .summary("Jonckheere and Terpstra's test: does the feature rise or fall over ordered groups; effect "
                   "concordance with its interval")
          .details(
              std::string(
                  "Groups in the order of the levels as declared. Exact with fewer than 50 cases and no ties, else "
                  "normal with tie-corrected variance; `test` says which. The effect is the share of pairs of cases "
                  "of different groups in which the later group is higher, ties one half: the AUC when there are two "
                  "groups.") +
              kAuditOfRanks)
          .methods("A trend over the ordered groups was tested with the Jonckheere-Terpstra test; the effect size is "
                   "the concordance of feature and group.")
          .cites({"jonckheere1954", "terpstra1952"})
          .run([](const Json&, const Context& c) {
            return compare_features(c, Takes::ranks, [](const Grouped& cases, std::size_t) {
              return stats::jonckheere_terpstra(cases.value, cases.group);
            });
          }));
  return out;
}

}  // namespace rgx::stdlib
