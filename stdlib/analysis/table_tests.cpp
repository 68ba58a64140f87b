// Categories between groups: chi_square, fisher, cochran_armitage, mantel_haenszel.
#include "stats/groups/contingency.hpp"
#include "stats/groups/stratified.hpp"
#include "stats/groups/trend.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

lang::TestRule categories(std::string otherwise) {
  return {{"binary", "nominal", "ordinal"}, 2, 0, {"nominal", "ordinal"}, std::move(otherwise), false, false};
}

stats::Counts counts(const Grouped& cases) {
  return stats::cross_tabulate(cases.category, cases.group, std::max(cases.categories, 1), cases.groups);
}

// Ordered groups × without and with the second category.
stats::Counts shares(const Grouped& cases) {
  if (cases.categories > 2)
    throw Failure("wrong-test",
                  "`" + cases.feature.name + "` has " + std::to_string(cases.categories) +
                      " categories; the trend of a share takes two",
                  "use `chi_square` for it, or `jonckheere` where its categories are ordered");
  return stats::cross_tabulate(cases.group, cases.category, cases.groups, 2);
}

// One table a stratum.
std::vector<stats::Counts> by_stratum(const Grouped& cases) {
  std::vector<std::vector<int>> category, group;
  for (std::size_t i = 0; i < cases.group.size(); ++i) {
    const auto s = static_cast<std::size_t>(cases.stratum[i]);
    if (s >= category.size()) category.resize(s + 1), group.resize(s + 1);
    category[s].push_back(cases.category[i]);
    group[s].push_back(cases.group[i]);
  }
  std::vector<stats::Counts> out;
  for (std::size_t s = 0; s < category.size(); ++s)
    out.push_back(stats::cross_tabulate(category[s], group[s], std::max(cases.categories, 1), cases.groups));
  return out;
}

}  // namespace

Operation chi_square_operation() {
  lang::Param yates;
  yates.name = "yates";
  yates.type = lang::ParamType::boolean;
  yates.fallback = true;
  yates.text = "Yates's continuity correction in 2 x 2 tables";
  return Declare<Json>("chi_square", 1)
      .role(lang::Role::test)
      .in("compare")
      .param(yates)
      .test(categories("wilcoxon"))
      .summary("Pearson's chi-square test of independence; effect Cramér's V with a noncentral chi-square interval")
      .methods(
          "Categories were compared with Pearson's chi-square test (Yates's correction in 2 x 2 tables: {yates}); "
          "the effect size is Cramér's V.")
      .cites({"pearson1900", "yates1934", "cramer1946"})
      .run([](const Json&, const Context& c) {
        const bool corrected = c.params.at("args").value("yates", true);
        return compare_features(c, Takes::categories, [corrected](const Grouped& cases, std::size_t) {
          return stats::chi_square(counts(cases), corrected);
        });
      });
}

Operation fisher_operation() {
  return Declare<Json>("fisher", 1)
      .role(lang::Role::test)
      .in("compare")
      .test(categories("wilcoxon"))
      .summary(
          "Fisher's exact test, any table; effect: conditional odds ratio with its exact interval in 2 x 2, "
          "Cramér's V otherwise")
      .methods(
          "Categories were compared with Fisher's exact test; the effect size is the conditional "
          "maximum-likelihood odds ratio with its exact interval in 2 x 2 tables and Cramér's V in larger ones.")
      .cites({"fisher1935", "mehta1983", "cramer1946"})
      .run([](const Json&, const Context& c) {
        return compare_features(c, Takes::categories,
                                [](const Grouped& cases, std::size_t) { return stats::fisher(counts(cases)); });
      });
}

std::vector<Operation> table_operations() {
  std::vector<Operation> out;
  lang::TestRule ordered{{"ordinal"}, 2, 0, {"nominal", "ordinal"}, "chi_square"};
  out.push_back(
      Declare<Json>("cochran_armitage", 1)
          .role(lang::Role::test)
          .in("compare")
          .test(ordered)
          .summary(
              "Cochran and Armitage's test: does the share of a category rise or fall over ordered groups; effect: "
              "change of the share per group")
          .details("Of a feature with two categories: the share of its second one, which `term` names. Groups are "
                   "scored 1, 2, 3 … in the order of the levels as declared, as `prop.trend.test`. The effect is the "
                   "slope of the share by least squares, with an interval that allows for unequal variances (HC0).")
          .methods("The trend of a share over the ordered groups was tested with the Cochran-Armitage test; the effect "
                   "size is the change of the share per group.")
          .cites({"cochran1954", "armitage1955"})
          .run([](const Json&, const Context& c) {
            return compare_features(c, Takes::categories, [](const Grouped& cases, std::size_t) {
              Compared made = stats::cochran_armitage(shares(cases));
              if (cases.categories == 2) made.term = cases.feature.levels[1];
              return made;
            });
          }));
  lang::TestRule stratified = categories("fisher");
  stratified.stratifies = stratified.needs_strata = true;
  out.push_back(
      Declare<Json>("mantel_haenszel", 1)
          .role(lang::Role::test)
          .in("compare")
          .param(yes_or_no("continuity", true, "continuity correction, of 2 x 2 tables"))
          .test(stratified)
          .summary(
              "Cochran, Mantel and Haenszel's test of two categories within `strata`; effect in 2 x 2: their common "
              "odds ratio")
          .details("Cases are compared within the strata only, which are the combinations of what `strata` names; "
                   "strata of one case say nothing and do not count. In 2 x 2 the odds ratio is that of Mantel and "
                   "Haenszel with the interval of Robins, Breslow and Greenland; larger tables have the generalised "
                   "statistic and no estimate. As `mantelhaen.test`.")
          .methods("Categories were compared within strata with the Cochran-Mantel-Haenszel test; the effect size is "
                   "the common odds ratio in 2 x 2 tables.")
          .cites({"mantel1959", "robins1986"})
          .run([](const Json&, const Context& c) {
            const bool continuity = c.params.at("args").value("continuity", true);
            return compare_features(c, Takes::categories, [continuity](const Grouped& cases, std::size_t) {
              return stats::mantel_haenszel(by_stratum(cases), continuity);
            });
          }));
  return out;
}

}  // namespace rgx::stdlib
