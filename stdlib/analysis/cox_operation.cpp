// Time to an event explained by features: proportional hazards regression, in `associate`.
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "stats/survival/cox_screen.hpp"
#include "stdlib/analysis/cox_cases.hpp"
#include "stdlib/analysis/cox_details.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;

namespace {

struct Asked {
  stats::CoxOptions options;
  stats::ModelTest test = stats::ModelTest::wald;
  bool proportionality = false;
};

Asked asked(const Context& context) {
  const Json& args = context.params.at("args");
  Asked out;
  out.options.ties = args.value("ties", "efron") == "breslow" ? stats::CoxTies::breslow : stats::CoxTies::efron;
  out.test = model_test(args.value("test", "wald"));
  out.proportionality = args.value("proportionality", false);
  return out;
}

// The baseline hazard is the intercept.
Eigen::MatrixXd covariates(const ModelCases& cases) { return cases.fixed.rightCols(cases.fixed.cols() - 1); }

// Said of every row where others than the outcome's own events were seen.
std::string cause_specific(const ModelCases& cases) {
  return (cases.event.array() == 2).any() ? "cause-specific: events that compete count as censored" : "";
}

// One column: its own test; several: that of the whole model.
std::string proportional(const stats::CoxCases& cases, const Eigen::MatrixXd& design, const stats::CoxFit& fit,
                         Eigen::Index tested, const stats::CoxOptions& options) {
  if (!fit.reason.empty()) return {};  // the row says why there is no fit
  const auto found = stats::cox_proportional_hazards(cases, design, fit, options);
  const double p = tested == 1 ? found.column.back().tail.p : found.global.tail.p;
  return std::isnan(p) ? std::string() : fmt::format("proportional hazards p = {:.3g}", p);
}

ModelTest one(const ModelCases& cases, const Asked& asked) {
  const stats::CoxCases of = cox_cases(cases);
  const Eigen::MatrixXd design = cox_design(cases);
  const Eigen::Index tested = cases.tested.cols();
  ModelTest out;
  out.result = stats::cox_test(of, design, tested_columns(design.cols() - tested, tested), asked.test, asked.options);
  const stats::CoxFit fit = stats::cox_regression(of, design, asked.options);
  const std::string proportionality =
      asked.proportionality && tested > 0 ? proportional(of, design, fit, tested, asked.options) : "";
  for (const std::string& part : {cause_specific(cases), separation_note(fit, cox_names(cases)), proportionality})
    if (!part.empty()) out.note += (out.note.empty() ? "" : "; ") + part;
  return out;
}

// Hazard ratios are those of a fit each; the score test needs the fit of the covariates alone, which all share.
std::vector<ModelTest> screen(const ModelCases& shared, stats::ConstMatrix features, const Asked& asked,
                              const stats::ParallelFor& parallel) {
  const stats::CoxCases cases = cox_cases(shared);
  const Eigen::MatrixXd held = covariates(shared);
  const bool score = asked.test == stats::ModelTest::score && held.cols() > 0;
  auto fits = stats::cox_fit_screen(cases, features, held, score ? stats::ModelTest::wald : asked.test, asked.options,
                                    parallel);
  if (score) {
    auto scores = stats::cox_score_screen(cases, features, held, asked.options, parallel);
    for (std::size_t j = 0; j < fits.size(); ++j) {
      if (fits[j].reason == stats::Reason::none || fits[j].reason == stats::Reason::separated)
        take_test(fits[j], scores[j]);
      fits[j].test = scores[j].test;
    }
  }
  std::vector<ModelTest> out(fits.size());
  const std::string note = cause_specific(shared);
  for (std::size_t j = 0; j < fits.size(); ++j) {
    out[j].result = fits[j];
    out[j].note = note;
  }
  return out;
}

}  // namespace

Operation cox_test_operation() {
  lang::TestRule rule{{"survival"}, 0, 0, {"numeric", "ordinal", "nominal"}, ""};
  rule.adjusts = rule.joins = rule.interacts = rule.stratifies = rule.clusters = true;
  rule.takes_competing = rule.takes_entry = true;
  return Declare<Json>("cox", 1)
      .role(lang::Role::test)
      .in("associate")
      .param(choice_param("ties", {"efron", "breslow"}, "how events at one time are counted"))
      .param(choice_param("test", {"wald", "likelihood_ratio", "score"},
                          "p from the estimate and its error, from the likelihoods with and without the tested "
                          "columns, or from the slope of the likelihood where they are 0"))
      .param(flag_param("proportionality", "test whether the hazard ratio is the same at all times; its p in `note`"))
      .param(flag_param("residuals",
                        "write every coefficient of the models, their residuals and the change of each coefficient "
                        "with time, and show them"))
      .test(rule)
      .summary("proportional hazards regression: a time to an event, explained by the left side")
      .details(
          "As `survival::coxph(Surv(time, event) ~ covariates + tested + strata(…), ties = …)`, run to convergence. "
          "One "
          "tested column has `estimate_kind` `hazard_ratio` with its 95 % Wald interval; several columns (`joint(…)`, "
          "a "
          "category of three levels or more) have a chi-square with as many degrees of freedom. `strata:` gives each "
          "combination a baseline hazard of its own. `cluster:` names rows that belong together (`cluster: subject` "
          "where a subject has several): standard errors, the interval and the Wald test are then robust (Lin & Wei); "
          "likelihood ratio and score take no account of clusters. A likelihood without maximum has hazard ratio 0 or "
          "infinite and no Wald test (`separated`); the other two tests stand. `proportionality: true` writes the p of "
          "`cox.zph(transform = \"km\")` into `note`: of the tested column, or of the whole model where several "
          "columns are tested. Cases that enter late (`entry:` of the outcome) are at risk from then on, as in "
          "`Surv(entry, time, event)`; events that compete (`competing:`) count as censored, so that the hazard is "
          "that "
          "of the outcome's own event. Coefficients that run to infinity are named in `note`. `residuals: true` "
          "writes, "
          "of at most 20 models, NAME.coefficients.csv (every coefficient with its interval and its own test of "
          "proportional hazards), NAME.residuals.csv (martingale and deviance residuals) and NAME.schoenfeld.csv "
          "(scaled Schoenfeld residuals with a natural spline of four parameters), as `residuals()` and `cox.zph()`.")
      .methods(
          "Times to event were related to features by proportional hazards regression (ties: {ties}; tests: {test}).")
      .cites({"cox1972", "efron1977", "grambsch1994", "lin1989"})
      .run([](const Json&, const Context& c) {
        const Asked asks = asked(c);
        const ModelNeeds needs{{"survival"}};
        const OneModel model = [&](const ModelCases& cases, std::size_t) { return one(cases, asks); };
        const Json cluster = c.params.value("cluster", Json::array());
        if (c.params.at("args").value("residuals", false)) {
          engine::Output out = run_models(c, needs, model);
          std::get<engine::Table>(out.value).meta["cox"] = cox_details(c, needs, asks.options);
          return out;
        }
        if (asks.proportionality || !cluster.empty()) return run_models(c, needs, model);
        return run_predictors(
            c, needs, model,
            [&](const ModelCases& shared, stats::ConstMatrix features, const stats::ParallelFor& parallel) {
              return screen(shared, features, asks, parallel);
            });
      });
}

}  // namespace rgx::stdlib
