// Genes explained by features or groups with variances drawn to a common prior, in `associate` and `compare`.
#include <cmath>

#include "stats/base/tails.hpp"
#include "stats/regression/moderated.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

// What is said of one response; its kind of estimate where one column is tested.
stats::TestResult told(const stats::ModeratedTests& all, Eigen::Index response, std::string_view kind) {
  const auto g = response;
  stats::TestResult out;
  out.n = static_cast<std::size_t>(all.n[g]);
  out.reason = all.reason[static_cast<std::size_t>(g)];
  if (all.coefficient.rows() > 1) {
    out.test = "moderated F";
    out.statistic = all.f[g];
    out.df = all.f_df[g];
    out.df2 = all.df_total[g];
    out.set({all.f_p[g], all.f_log10_p[g]});
    return out;
  }
  out.test = "moderated t";
  out.estimate_kind = kind;
  out.estimate = all.coefficient(0, g);
  out.statistic = all.t(0, g);
  if (std::isnan(out.statistic)) return out;
  out.df = all.df_total[g];
  out.set({all.p(0, g), all.log10_p(0, g)});
  const double half = stats::t_quantile(0.975, out.df) * all.se(0, g);
  out.ci_low = out.estimate - half;
  out.ci_high = out.estimate + half;
  return out;
}

std::vector<ModelTest> moderated(const ModelCases& shared, stats::ConstMatrix responses,
                                 const stats::ParallelFor& parallel, std::string_view kind) {
  const auto all = stats::moderated_tests(shared.fixed, shared.tested, responses, parallel);
  std::vector<ModelTest> out(static_cast<std::size_t>(responses.cols()));
  for (std::size_t g = 0; g < out.size(); ++g) out[g].result = told(all, static_cast<Eigen::Index>(g), kind);
  return out;
}

}  // namespace

Operation moderated_operation(const std::string& block) {
  const bool compare = block == "compare";
  const std::vector<std::string> rows{lang::kMatrixRows};
  lang::TestRule rule;
  rule.outcomes = compare ? std::vector<std::string>{"binary", "nominal", "ordinal"} : rows;
  rule.min_groups = compare ? 2 : 0;
  rule.features = compare ? rows : std::vector<std::string>{"numeric", "ordinal", "nominal"};
  rule.adjusts = true;
  rule.joins = rule.interacts = !compare;
  return Declare<Json>("moderated", 1)
      .role(lang::Role::test)
      .in(block)
      .test(rule)
      .summary(compare
                   ? "moderated t (two groups) or F: rows of a matrix explained by the groups, variances drawn to a "
                     "common prior"
                   : "moderated t or F: rows of a matrix (right) explained by each feature (left), variances drawn "
                     "to a common prior")
      .details(
          "limma's `eBayes(lmFit(…))` without trend, not robust. Each row of the matrix is a response; the residual "
          "variances of all rows of the block (all matrices and cohorts of it) are drawn to one prior, fitted once for "
          "each left column, group of `by_group` and term of `interact`. Values are taken as they stand: expression is "
          "brought to log2 first. " +
          std::string(compare ? "With two groups `estimate_kind` is `log2_fold_change`, the second group (the positive "
                                "one) less the first; with more, F on (groups - 1, total) degrees of freedom."
                              : "One tested column has `estimate_kind` `beta`; several have F.") +
          " Intervals are 95 %, on the total degrees of freedom, those of the prior included. Other features are "
          "refused as responses: their units differ by orders of magnitude, and a common prior then means nothing.")
      .methods("Expression was modelled gene by gene by linear regression with variances moderated by empirical Bayes.")
      .cites({"smyth2004", "ritchie2015"})
      .run([compare](const Json&, const Context& c) {
        return run_responses(
            c, {{"continuous"}},
            [compare](const ModelCases& shared, stats::ConstMatrix responses, const stats::ParallelFor& parallel) {
              return moderated(shared, responses, parallel, compare ? "log2_fold_change" : "beta");
            });
      });
}

}  // namespace rgx::stdlib
