// Several lesions or regions a subject: linear mixed models with a random intercept, in `compare` and `associate`.
#include <cmath>

#include "stats/base/tails.hpp"
#include "stats/regression/mixed_screen.hpp"
#include "stdlib/analysis/model_operation.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

// Shares of the variance.
void set_variances(ModelTest& out, double sd_cluster, double sigma, bool singular) {
  const double between = sd_cluster * sd_cluster, within = sigma * sigma;
  out.icc = between / (between + within);
  if (singular) out.note = "singular: no variance between subjects";
}

void set_beta(stats::TestResult& r, double coefficient, double se, double df) {
  r.estimate = coefficient;
  r.estimate_kind = "beta";
  const double half = stats::t_quantile(0.975, df) * se;
  r.ci_low = r.estimate - half;
  r.ci_high = r.estimate + half;
}

// The t of the REML fit.
ModelTest satterthwaite(const ModelCases& cases) {
  if (cases.tested.cols() > 1)
    throw Failure("wrong-test", "one coefficient has a t, and several columns are tested together here",
                  "write `mixed(test: likelihood_ratio)`");
  const auto fit = stats::linear_mixed(design_matrix(cases), cases.y, cases.cluster);
  const Eigen::Index tested = cases.fixed.cols();
  ModelTest out;
  auto& r = out.result;
  r.test = "mixed satterthwaite";
  r.n = fit.n;
  r.reason = fit.reason;
  if (r.reason == stats::Reason::none && fit.aliased[static_cast<std::size_t>(tested)])
    r.reason = stats::Reason::collinear;
  r.statistic = fit.t(tested);
  r.df = fit.df(tested);
  r.p = fit.p(tested);
  r.log10_p = fit.log10_p(tested);
  set_beta(r, fit.coefficient(tested), fit.se(tested), fit.df(tested));
  set_variances(out, fit.sd_cluster, fit.sigma, fit.singular);
  return out;
}

ModelTest likelihood_ratio(const stats::MixedTest& fit) {
  ModelTest out;
  auto& r = out.result;
  r.test = "mixed likelihood ratio";
  r.n = fit.n;
  r.reason = fit.reason;
  r.statistic = fit.chi_square;
  r.df = fit.df;
  r.p = fit.p;
  r.log10_p = fit.log10_p;
  if (fit.coefficient.size() == 1) set_beta(r, fit.coefficient(0), fit.se(0), fit.t_df(0));
  set_variances(out, fit.sd_cluster, fit.sigma, fit.singular);
  return out;
}

// The fit without the feature is the same for all that have a value in every case.
std::vector<ModelTest> screen(const ModelCases& shared, stats::ConstMatrix features,
                              const stats::ParallelFor& parallel) {
  const auto fits = stats::mixed_screen_predictors(shared.fixed, features, shared.y, shared.cluster, parallel);
  std::vector<ModelTest> out;
  for (const auto& fit : fits) out.push_back(likelihood_ratio(fit));
  return out;
}

}  // namespace

Operation mixed_operation(const std::string& block) {
  const bool compare = block == "compare";
  lang::TestRule rule{compare ? std::vector<std::string>{"binary", "nominal", "ordinal"}
                              : std::vector<std::string>{"continuous", "ordinal"},
                      compare ? 2U : 0U,
                      0,
                      {"numeric", "ordinal"},
                      compare ? "" : "compare"};
  rule.rows_may_cluster = rule.adjusts = true;
  rule.joins = rule.interacts = !compare;
  lang::Param random;
  random.name = "random";
  random.type = lang::ParamType::choice;
  random.choices = {"subject"};
  random.fallback = "subject";
  random.text = "whose intercept is random";
  lang::Param test;
  test.name = "test";
  test.type = lang::ParamType::choice;
  test.choices = {"satterthwaite", "likelihood_ratio"};
  test.fallback = "satterthwaite";
  test.text =
      "p from the t of the REML fit with Satterthwaite's degrees of freedom (one column), or from the likelihood ratio "
      "of the ML fits with and without the tested columns";
  return Declare<Json>("mixed", 1)
      .role(lang::Role::test)
      .in(block)
      .param(random)
      .param(test)
      .test(rule)
      .summary(
          "linear mixed model with a random intercept of the subject, for several rows a subject; the right side (in "
          "`compare` the feature) is explained by the left (the groups)")
      .details(
          "The right side of `associate`, or the feature of `compare`, is the response; the left side (the groups) and "
          "`adjust` are fixed effects. Estimates are those of the REML fit, `estimate_kind` `beta`, with a 95 % "
          "interval "
          "on Satterthwaite's degrees of freedom, as `lmerTest`. `test: likelihood_ratio` compares two ML fits, "
          "chi-square with as many degrees of freedom as columns are tested, as `anova(lmer(…), lmer(…))`; it is the "
          "only choice for `joint(…)` and for three groups or more. `icc` is the share of the variance that is left "
          "after the fixed effects that lies between subjects. A singular fit (no variance between subjects) is a "
          "result "
          "and says so in `note`." +
          kAuditOfModels)
      .methods(
          "Several rows of one subject were modelled by linear mixed models with a random intercept of the {random} "
          "(tests: {test}).")
      .cites({"laird1982", "bates2015", "kuznetsova2017"})
      .run([](const Json&, const Context& c) {
        const ModelNeeds needs{{"continuous", "ordinal"}};
        if (c.params.at("args").value("test", "satterthwaite") != "likelihood_ratio")
          return run_models(c, needs, [](const ModelCases& cases, std::size_t) { return satterthwaite(cases); });
        const OneModel one = [](const ModelCases& cases, std::size_t) {
          return likelihood_ratio(stats::mixed_test(cases.fixed, cases.tested, cases.y, cases.cluster));
        };
        return run_predictors(c, needs, one, screen);
      });
}

}  // namespace rgx::stdlib
