// Two classes explained by features: logistic regression, plain or penalised, in `associate`.
#include "stats/regression/firth.hpp"
#include "stats/regression/glm_test.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

ModelTest logistic(const ModelCases& cases, stats::ModelTest test) {
  const Eigen::MatrixXd design = design_matrix(cases);
  const auto tested = tested_columns(cases.fixed.cols(), cases.tested.cols());
  // The interval is that of the profile likelihood whatever the test.
  ModelTest out{stats::logistic_test(design, cases.y, tested, stats::ModelTest::likelihood_ratio), stats::missing, ""};
  if (test != stats::ModelTest::likelihood_ratio)
    take_test(out.result, stats::logistic_test(design, cases.y, tested, test));
  if (out.result.reason == stats::Reason::separated || out.result.ci_reason == stats::Reason::separated)
    out.note = "`penalty: firth` gives a finite estimate";
  return out;
}

ModelTest firth(const ModelCases& cases) {
  return {stats::firth_test(design_matrix(cases), cases.y, tested_columns(cases.fixed.cols(), cases.tested.cols())),
          stats::missing, ""};
}

}  // namespace

Operation logistic_regression_operation() {
  lang::TestRule rule{{"binary"}, 0, 0, {"numeric", "ordinal", "nominal"}, ""};
  rule.adjusts = rule.joins = rule.interacts = true;
  return Declare<Json>("logistic_regression", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(choice_param("penalty", {"none", "firth"},
                          "Firth's penalty keeps estimates finite where a feature separates the classes, and takes the "
                          "bias of few cases away"))
      .param(
          choice_param("test", {"likelihood_ratio", "wald", "score"},
                       "p from the likelihoods with and without the tested columns, from the estimate and its error, "
                       "or from the slope of the likelihood where they are 0; with `penalty: firth` the first only"))
      .test(rule)
      .summary("logistic regression: the probability of the positive class, explained by the left side")
      .details(
          "As `glm(y ~ covariates + tested, family = binomial)`, run to convergence; chi-square with as many degrees "
          "of "
          "freedom as columns are tested. One tested column has `estimate_kind` `odds_ratio`, a unit of the feature, "
          "with its 95 % interval of the profile likelihood. Where the classes are separated the likelihood has no "
          "maximum: the odds ratio is 0 or infinite, Wald's p is missing (`separated`), and `note` says so. "
          "`penalty: firth` maximises the likelihood penalised by Jeffreys' prior; p and interval are those of the "
          "penalised likelihood ratio and its profile, as `logistf`.")
      .methods(
          "Binary outcomes were related to features by logistic regression (penalty: {penalty}; tests: {test}); odds "
          "ratios have profile-likelihood intervals.")
      .cites({"mccullagh1989", "firth1993", "heinze2002"})
      .run([](const Json&, const Context& c) {
        const Json& args = c.params.at("args");
        const auto test = model_test(args.value("test", "likelihood_ratio"));
        const bool penalised = args.value("penalty", "none") == "firth";
        if (penalised && test != stats::ModelTest::likelihood_ratio)
          throw Failure("wrong-test", "a penalised likelihood has no Wald or score test here",
                        "leave `test` away: p is that of the penalised likelihood ratio");
        return run_models(c, {{"binary"}}, [=](const ModelCases& cases, std::size_t) {
          return penalised ? firth(cases) : logistic(cases, test);
        });
      });
}

}  // namespace rgx::stdlib
