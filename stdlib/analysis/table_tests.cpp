// Categories between groups: chi_square, fisher.
#include "stats/contingency.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

lang::TestRule categories(std::string otherwise) {
  return {{"binary", "nominal", "ordinal"}, 2, 0, {"nominal", "ordinal"}, std::move(otherwise), false, false};
}

stats::Counts counts(const Grouped& cases) {
  return stats::cross_tabulate(cases.category, cases.group, std::max(cases.categories, 1), cases.groups);
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

}  // namespace rgx::stdlib
