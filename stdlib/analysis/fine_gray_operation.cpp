// Cumulative incidence explained by features where other events compete: Fine and Gray's regression, in `associate`.
#include "stats/survival/fine_gray.hpp"
#include "stdlib/analysis/cox_cases.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

ModelTest one(const ModelCases& cases) {
  const stats::CompetingCases of = competing_cases(cases);
  const Eigen::MatrixXd design = cox_design(cases);
  const Eigen::Index tested = cases.tested.cols();
  ModelTest out;
  out.result = stats::fine_gray_test(of, design, tested_columns(design.cols() - tested, tested));
  out.note = separation_note(stats::fine_gray_regression(of, design), cox_names(cases));
  if ((cases.event.array() != 2).all())
    out.note += std::string(out.note.empty() ? "" : "; ") + "no competing event was seen";
  return out;
}

}  // namespace

Operation fine_gray_operation() {
  lang::TestRule rule{{"survival"}, 0, 0, {"numeric", "ordinal", "nominal"}, "cox"};
  rule.adjusts = rule.joins = rule.interacts = rule.takes_competing = true;
  return Declare<Json>("fine_gray", 1)
      .role(lang::Role::test)
      .in("associate")
      .test(rule)
      .summary("Fine and Gray's regression: the cumulative incidence of an event, while others compete with it")
      .details(
          "As `cmprsk::crr(time, event, covariates + tested)`, run to convergence: who had a competing event "
          "(`competing:` of the outcome) stays at risk, weighted by the Kaplan–Meier estimate of censoring; tied "
          "events "
          "as Breslow has them; standard errors, interval and Wald test of Fine and Gray's variance, which knows that "
          "the weights are estimated. One tested column has `estimate_kind` `subdistribution_hazard_ratio`; several "
          "have a chi-square with as many degrees of freedom. It says how a feature changes the probability of the "
          "event by a time; `cox` says how it changes the rate among those still free of any event.")
      .methods(
          "Cumulative incidences, with other events competing, were related to features by Fine and Gray's regression.")
      .cites({"fine1999"})
      .run([](const Json&, const Context& c) {
        return run_models(c, ModelNeeds{{"survival"}}, [](const ModelCases& cases, std::size_t) { return one(cases); });
      });
}

}  // namespace rgx::stdlib
