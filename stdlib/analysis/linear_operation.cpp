// Numbers explained by features or groups: least squares, in `associate` and `compare`.
#include "stats/regression/linear_test.hpp"
#include "stdlib/analysis/map_result.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

std::vector<ModelTest> told(const std::vector<stats::LinearTest>& tests) {
  std::vector<ModelTest> out;
  for (const auto& test : tests) out.push_back({test.test, stats::missing, ""});
  return out;
}

std::vector<ModelTest> predictors(const ModelCases& shared, stats::ConstMatrix features,
                                  const stats::ParallelFor& parallel) {
  return told(stats::linear_test_predictors(features, shared.fixed, shared.y, 0.95, parallel));
}

std::vector<ModelTest> responses(const ModelCases& shared, stats::ConstMatrix features,
                                 const stats::ParallelFor& parallel) {
  return told(stats::linear_test_responses(features, design_matrix(shared),
                                           tested_columns(shared.fixed.cols(), shared.tested.cols()), 0.95, parallel));
}

}  // namespace

Operation linear_operation(const std::string& block) {
  const bool compare = block == "compare";
  lang::TestRule rule;
  rule.outcomes = compare ? std::vector<std::string>{"binary", "nominal", "ordinal"}
                          : std::vector<std::string>{"continuous", "ordinal"};
  rule.min_groups = compare ? 2 : 0;
  rule.features = {"numeric", "ordinal"};
  if (!compare) rule.features.push_back("nominal");
  rule.adjusts = true;
  rule.joins = rule.interacts = !compare;
  return Declare<Json>("linear", 1)
      .role(lang::Role::test)
      .in(block)
      .test(rule)
      .summary(compare ? "analysis of covariance: the feature explained by the groups, `adjust` held fixed"
                       : "linear regression: a number on the right, explained by the left side, `adjust` held fixed")
      .details(
          "Least squares as `lm`, each pair on its own complete cases. One tested column has its t on the residual "
          "degrees of freedom, `estimate_kind` `beta` and a 95 % t interval" +
          std::string(compare ? ": two groups, the second (the positive one) less the first." : ".") +
          " Several columns (" + (compare ? "three groups or more" : "`joint(…)`, a category of three levels or more") +
          ") have the partial F of the fits with and without them, as `anova(smaller, larger)`, and partial η² with "
          "its "
          "noncentral F interval; `df` is the numerator's. " +
          (compare ? "Ordinal features are taken as equally spaced scores."
                   : "Ordinal columns are taken as equally spaced scores, categories as differences from their first "
                     "level."))
      .methods(compare ? "Features were compared between groups by analysis of covariance."
                       : "Continuous outcomes were related to features by linear regression.")
      .cites({"draper1998"})
      .run([](const Json&, const Context& c) {
        if (is_large_map(c)) return map_result(c, stats::Association::linear);
        return run_longer_side(c, {{"continuous", "ordinal"}}, predictors, responses);
      });
}

}  // namespace rgx::stdlib
