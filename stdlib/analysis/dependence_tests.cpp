// Numbers against numbers beyond the straight line: kendall, distance_correlation.
#include "stats/correlation/distance.hpp"
#include "stats/correlation/kendall.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/pair_driver.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

lang::TestRule rule() {
  lang::TestRule out{{"continuous", "ordinal", "binary"}, 0, 0, {"numeric", "ordinal"}, "compare"};
  out.audits = true;
  return out;
}

// Of both sides as they are; for the audit, of what the covariates leave of them.
engine::Output each_pair(const Context& context, stats::Correlation kind, const OnePair& test) {
  return associate_pairs(context, [=](const PairBlock& block) {
    return block.estimate_only ? of_residuals(block, kind, test) : one_by_one(block, test);
  });
}

}  // namespace

std::vector<Operation> dependence_operations() {
  std::vector<Operation> out;
  out.push_back(
      Declare<Json>("kendall", 1)
          .role(lang::Role::test)
          .in("associate")
          .test(rule())
          .summary("Kendall's rank correlation tau-b; interval by Fisher's z")
          .details(
              "Exact with fewer than 50 cases and no ties, else normal with tie-corrected variance; `test` says "
              "which, as `cor.test(method = \"kendall\")`. `audit` gives tau-b of what the audited columns leave of "
              "both sides' mid-ranks.")
          .methods("Monotone association was measured by Kendall's tau-b, with an interval by Fisher's z.")
          .cites({"kendall1938", "bonett2000"})
          .run([](const Json&, const Context& c) {
            return each_pair(c, stats::Correlation::spearman, [](auto l, auto r) { return stats::kendall(l, r); });
          }));
  out.push_back(
      Declare<Json>("distance_correlation", 1)
          .role(lang::Role::test)
          .in("associate")
          .test(rule())
          .summary("Distance correlation: 0 only for independent variables, whatever the form of the dependence")
          .details("The estimate is `energy::dcor`; statistic, df and p are those of the t test of its bias-corrected "
                   "form (`energy::dcorT.test`), which is approximate for two columns: "
                   "`permutation(statistic: distance)` has a p that is not. It has no sign and no interval. `audit` "
                   "gives the distance correlation of what the audited columns leave of both sides.")
          .methods("Dependence of any form was measured by the distance correlation and tested by the t test of its "
                   "bias-corrected form.")
          .cites({"szekely2007", "szekely2013"})
          .run([](const Json&, const Context& c) {
            return each_pair(c, stats::Correlation::pearson,
                             [](auto l, auto r) { return stats::distance_correlation(l, r); });
          }));
  return out;
}

}  // namespace rgx::stdlib
