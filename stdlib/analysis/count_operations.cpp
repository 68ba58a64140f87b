// Counts explained by features: Poisson and negative binomial regression, in `associate`.
#include "stats/regression/count_regression.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

using CountTest = stats::TestResult (*)(stats::ConstMatrix design, const Eigen::VectorXd& y,
                                        std::span<const Eigen::Index> columns, stats::ModelTest test,
                                        const Eigen::VectorXd& weights, const Eigen::VectorXd& offset, double level);

engine::Output counts(const Context& context, CountTest test) {
  const auto which = model_test(context.params.at("args").value("test", "wald"));
  return run_models(context, {{"continuous"}, true}, [=](const ModelCases& cases, std::size_t) {
    const auto tested = tested_columns(cases.fixed.cols(), cases.tested.cols());
    return ModelTest{test(design_matrix(cases), cases.y, tested, which, {}, {}, 0.95), stats::missing, ""};
  });
}

lang::TestRule rule() {
  lang::TestRule out{{"continuous"}, 0, 0, {"numeric", "ordinal", "nominal"}, ""};
  out.adjusts = out.joins = out.interacts = true;
  return out;
}

constexpr const char* about =
    " One tested column has `estimate_kind` `rate_ratio`, a unit of the feature, with its 95 % Wald interval; "
    "chi-square "
    "with as many degrees of freedom as columns are tested. Counts are whole numbers from 0 on: another value ends the "
    "run and says whose it is. Separation (no count but 0 on one side) has rate ratio 0 or infinite.";

}  // namespace

Operation poisson_operation() {
  return Declare<Json>("poisson", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(choice_param("test", {"wald", "likelihood_ratio", "score"},
                          "p from the estimate and its error, from the likelihoods with and without the tested "
                          "columns, or from the slope of the likelihood where they are 0"))
      .test(rule())
      .summary("Poisson regression: counts on the right, explained by the left side")
      .details("As `glm(y ~ covariates + tested, family = poisson)`, run to convergence." + std::string(about) +
               " Counts that vary more than Poisson's have p values too small here: use `negative_binomial`.")
      .methods("Counts were related to features by Poisson regression with log link (tests: {test}).")
      .cites({"mccullagh1989"})
      .run([](const Json&, const Context& c) { return counts(c, stats::poisson_test); });
}

Operation negative_binomial_operation() {
  return Declare<Json>("negative_binomial", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(choice_param("test", {"wald", "likelihood_ratio"},
                          "p from the estimate and its error, or from the likelihoods with and without the tested "
                          "columns, each with its own dispersion"))
      .test(rule())
      .summary("negative binomial regression: counts on the right that vary more than Poisson's, explained by the left")
      .details(
          "As `MASS::glm.nb(y ~ covariates + tested)`, variance μ + μ²/θ, run to convergence in both; Poisson's "
          "model where the counts vary no more than that." +
          std::string(about))
      .methods("Counts were related to features by negative binomial regression with log link (tests: {test}).")
      .cites({"lawless1987"})
      .run([](const Json&, const Context& c) { return counts(c, stats::negative_binomial_test); });
}

}  // namespace rgx::stdlib
