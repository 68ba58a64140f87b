// Three classes or more explained by features: proportional odds and multinomial regression, in `associate`.
#include "stats/regression/multinomial.hpp"
#include "stats/regression/ordinal.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

lang::TestRule rule(std::vector<std::string> outcomes) {
  lang::TestRule out{std::move(outcomes), 0, 0, {"numeric", "ordinal", "nominal"}, ""};
  out.adjusts = out.joins = out.interacts = true;
  return out;
}

constexpr const char* about_test =
    "p from the estimate and its error, or from the likelihoods with and without the tested columns";

ModelTest ordinal(const ModelCases& cases, stats::ModelTest test) {
  // The thresholds are the intercepts.
  const Eigen::Index held = cases.fixed.cols() - 1;
  const Eigen::MatrixXd design = design_matrix(cases);
  return {stats::ordinal_test(design.rightCols(design.cols() - 1), cases.classes,
                              tested_columns(held, cases.tested.cols()), test),
          stats::missing, ""};
}

ModelTest multinomial(const ModelCases& cases, stats::ModelTest test) {
  return {stats::multinomial_test(design_matrix(cases), cases.classes,
                                  tested_columns(cases.fixed.cols(), cases.tested.cols()), test),
          stats::missing, ""};
}

}  // namespace

Operation ordinal_regression_operation() {
  return Declare<Json>("ordinal_regression", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(choice_param("test", {"wald", "likelihood_ratio"}, about_test))
      .test(rule({"ordinal"}))
      .summary("proportional odds regression: ordered classes on the right, explained by the left side")
      .details(
          "As `MASS::polr(y ~ covariates + tested)` and `ordinal::clm`, run to convergence; chi-square with as many "
          "degrees of freedom as columns are tested. One tested column has `estimate_kind` `odds_ratio`, above 1 where "
          "higher values go with higher classes, the same at every threshold, with its 95 % Wald interval. Classes "
          "without cases are left out.")
      .methods("Ordered outcomes were related to features by proportional odds regression (tests: {test}).")
      .cites({"mccullagh1980"})
      .run([](const Json&, const Context& c) {
        const auto test = model_test(c.params.at("args").value("test", "wald"));
        return run_models(c, {{"ordinal"}}, [=](const ModelCases& cases, std::size_t) { return ordinal(cases, test); });
      });
}

Operation multinomial_regression_operation() {
  return Declare<Json>("multinomial_regression", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(choice_param("test", {"likelihood_ratio", "wald"}, about_test))
      .test(rule({"nominal", "ordinal"}))
      .summary("multinomial logistic regression: classes on the right, explained by the left side")
      .details(
          "As `VGAM::vglm(y ~ covariates + tested, multinomial)`, run to convergence. The tested columns are tested in "
          "the equations of all classes at once: chi-square with columns × (classes - 1) degrees of freedom, classes "
          "being those that have cases. There is no one estimate for three classes or more; where two are left it is "
          "the odds ratio of the later one.")
      .methods("Nominal outcomes were related to features by multinomial logistic regression (tests: {test}).")
      .cites({"agresti2013"})
      .run([](const Json&, const Context& c) {
        const auto test = model_test(c.params.at("args").value("test", "likelihood_ratio"));
        return run_models(c, {{"nominal", "ordinal"}},
                          [=](const ModelCases& cases, std::size_t) { return multinomial(cases, test); });
      });
}

}  // namespace rgx::stdlib
