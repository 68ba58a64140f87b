// Several lesions or regions a subject: linear mixed models with a random intercept, in `compare` and `associate`.
#include <cmath>

#include "stats/mixed_screen.hpp"
#include "stats/tails.hpp"
#include "stdlib/analysis/model_driver.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/params.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Declare;
using engine::Failure;
using engine::Json;
using engine::Operation;

namespace {

ModelTest mixed(const ModelCases& cases, bool ratio) {
  ModelTest out;
  const auto fit = stats::mixed_test(cases.fixed, cases.tested, cases.y, cases.cluster);
  auto& r = out.result;
  r.test = ratio ? "mixed likelihood ratio" : "mixed satterthwaite";
  r.n = fit.n;
  r.reason = ratio ? fit.reason : fit.coefficient_reason;
  if (ratio) {
    r.statistic = fit.chi_square;
    r.df = fit.df;
    r.p = fit.p;
    r.log10_p = fit.log10_p;
  }
  if (cases.tested.cols() == 1 && fit.coefficient.size() == 1) {
    if (!ratio) {
      r.statistic = fit.t(0);
      r.df = fit.t_df(0);
      r.p = fit.t_p(0);
      r.log10_p = fit.t_log10_p(0);
    }
    r.estimate = fit.coefficient(0);
    r.estimate_kind = "beta";
    const double half = stats::t_quantile(0.975, fit.t_df(0)) * fit.se(0);
    r.ci_low = r.estimate - half;
    r.ci_high = r.estimate + half;
  } else if (!ratio) {
    throw Failure("wrong-test", "one coefficient has a t, and several columns are tested together here",
                  "write `mixed(test: likelihood_ratio)`");
  }
  const double between = fit.sd_cluster * fit.sd_cluster, within = fit.sigma * fit.sigma;
  out.icc = between / (between + within);
  if (fit.singular) out.note = "singular: no variance between subjects";
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
        const bool ratio = c.params.at("args").value("test", "satterthwaite") == "likelihood_ratio";
        return run_models(c, [ratio](const ModelCases& cases, std::size_t) { return mixed(cases, ratio); });
      });
}

}  // namespace rgx::stdlib
