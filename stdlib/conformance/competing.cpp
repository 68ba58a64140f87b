// Competing risks, cases that enter late, residuals: stats/survival/competing.hpp, fine_gray.hpp, cox_residuals.hpp.
#include "stats/survival/competing.hpp"

#include <cmath>

#include "stats/survival/cox_residuals.hpp"
#include "stats/survival/fine_gray.hpp"
#include "stdlib/conformance/cox_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

CompetingCases competing_of(const Fields& f) {
  return {vector_of(f.at("time")), codes(f.at("cause")), vector_at(f, "entry")};
}

int cause_of(const Fields& f) { return static_cast<int>(f.at("of")[0]); }

void incidence(const Fields& f, Numbers& n) {
  if (!f.contains("estimate")) return;
  const CumulativeIncidence curve = cumulative_incidence(competing_of(f), cause_of(f));
  n.add(curve.time, f.at("step_time"));
  n.add(curve.at_risk, f.at("at_risk"));
  n.add(curve.count, f.at("count"));
  n.add(curve.estimate, f.at("estimate"));
}

void incidence_variance(const Fields& f, Numbers& n) {
  if (!f.contains("variance")) return;
  const CumulativeIncidence curve = cumulative_incidence(competing_of(f), cause_of(f));
  n.add(curve.variance, f.at("variance"));
  n.add(curve.ci_low, f.at("ci_low"));
  n.add(curve.ci_high, f.at("ci_high"));
}

void gray(const Fields& f, Numbers& n) {
  if (!f.contains("gray")) return;
  const std::vector<int> stratum = f.contains("stratum") ? codes(f.at("stratum")) : std::vector<int>();
  n.chi_square(gray_test(competing_of(f), codes(f.at("group")), stratum, cause_of(f), f.at("rho")[0]), f.at("gray"));
}

void fine_gray(const Fields& f, Numbers& n) {
  if (!f.contains("coefficient")) return;
  FineGrayOptions options;
  options.cause = cause_of(f);
  const CoxFit fit = fine_gray_regression(competing_of(f), matrix_of(f.at("x"), f.at("columns")[0]), options);
  n.add(fit.coefficient, f.at("coefficient"));
  n.add(fit.robust_se, f.at("se"));
  n.add(fit.se, f.at("model_se"));
  n.add(fit.z, f.at("z"));
  n.log10_p(fit.log10_p, f.at("log10_p"));
  n.add(fit.hazard_ratio, f.at("ratio"));
  n.add(fit.ci_low, f.at("ratio_low"));
  n.add(fit.ci_high, f.at("ratio_high"));
  n.add(fit.log_likelihood_null, f.at("loglik")[0], 1);
  n.add(fit.log_likelihood, f.at("loglik")[1], 1);
  n.chi_square(fit.wald, f.at("wald"));
}

struct Late {
  explicit Late(const Fields& f)
      : x(matrix_of(f.at("x"), f.at("columns")[0])), cases(cox_cases_of(f)), options(cox_options_of(f)) {
    fit = cox_regression(cases, x, options);
  }
  MatrixXd x;
  CoxCases cases;
  CoxOptions options;
  CoxFit fit;
};

void late(const Fields& f, Numbers& n) {
  if (!f.contains("entry")) return;
  const Late at(f);
  n.add(at.fit.coefficient, f.at("coefficient"));
  n.add(at.fit.se, f.at("se"));
  n.add(at.fit.z, f.at("z"));
  n.add(at.fit.log_likelihood_null, f.at("loglik")[0], 1);
  n.add(at.fit.log_likelihood, f.at("loglik")[1], 1);
  n.chi_square(at.fit.likelihood_ratio, f.at("lr"));
  n.chi_square(at.fit.score, f.at("score"));
  n.chi_square(at.fit.wald, f.at("wald"));
  if (f.contains("robust_se")) n.add(at.fit.robust_se, f.at("robust_se"));
  std::vector<double> zph;
  const auto found = cox_proportional_hazards(at.cases, at.x, at.fit, at.options);
  for (const ChiSquare& c : found.column) zph.push_back(c.statistic);
  zph.push_back(found.global.statistic);
  n.add(zph, f.at("zph"));
}

void residuals(const Fields& f, Numbers& n) {
  if (!f.contains("martingale")) return;
  const Late at(f);
  const CoxResiduals found = cox_residuals(at.cases, at.x, at.fit, at.options);
  n.add(found.martingale, f.at("martingale"), 1);
  n.add(found.deviance, f.at("deviance"), 1);
  n.add(found.score.reshaped(), f.at("score_residual"), 1);
  n.add(found.dfbeta.reshaped(), f.at("dfbeta"), 1);
  n.add(found.dfbetas.reshaped(), f.at("dfbetas"), 1);
}

void schoenfeld(const Fields& f, Numbers& n) {
  if (!f.contains("schoenfeld")) return;
  const Late at(f);
  const CoxSchoenfeld found = cox_schoenfeld(at.cases, at.x, at.fit, at.options);
  n.add(found.time, f.at("event_time"));
  n.add(found.scale, f.at("scale"), 1);
  n.add(found.residual.reshaped(), f.at("schoenfeld"), 1);
  // Where R's row of an event is not told apart from its ties the table has none.
  for (Index i = 0; i < found.scaled.size(); ++i)
    if (!std::isnan(f.at("scaled").at(i))) n.add(found.scaled.reshaped()[i], f.at("scaled").at(i), 1);
  if (!f.contains("smooth")) return;
  n.add(found.smooth.reshaped(), f.at("smooth"), 1);
  n.add(found.low.reshaped(), f.at("smooth_low"), 1);
  n.add(found.high.reshaped(), f.at("smooth_high"), 1);
}

}  // namespace

std::vector<StatsCheck> competing_checks() {
  return {
      by_case("cumulative incidence", "competing", "cmprsk", "cuminc(), est; survfit() with entry", kFormula,
              incidence),
      by_case("cumulative incidence: variance", "competing", "cmprsk", "cuminc(), var", kFormula, incidence_variance),
      by_case("gray", "competing", "cmprsk", "cuminc()$Tests", kNumeric, gray),
      by_case("fine_gray", "competing", "cmprsk", "crr(), converged", kIterative, fine_gray),
      by_case("cox: late entry", "cox_late", "survival", "coxph(Surv(entry, time, event) ~ x)", kIterative, late),
      by_case("cox: residuals", "cox_late", "survival", "residuals(coxph())", kIterative, residuals),
      by_case("cox: schoenfeld", "cox_late", "survival", "residuals(coxph(), \"schoenfeld\"), cox.zph()$y", kIterative,
              schoenfeld),
  };
}

}  // namespace rgx::conformance
