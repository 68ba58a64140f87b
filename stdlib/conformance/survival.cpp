// Proportional hazards: stats/survival/cox.hpp, cox_screen.hpp.
#include <cmath>

#include "stats/survival/cox.hpp"
#include "stats/survival/cox_screen.hpp"
#include "stdlib/conformance/cox_fields.hpp"
#include "stdlib/conformance/stats_checks.hpp"

namespace rgx::conformance {

namespace {

using namespace stats;
using Eigen::Index;
using Eigen::MatrixXd;

MatrixXd design_of(const Fields& f) { return matrix_of(f.at("x"), f.at("columns")[0]); }

void regression(const Fields& f, Numbers& n) {
  if (!f.contains("x")) return;
  const CoxFit fit = cox_regression(cox_cases_of(f), design_of(f), cox_options_of(f));
  n.add(static_cast<double>(fit.n), f.at("n")[0]);
  n.add(static_cast<double>(fit.events), f.at("n")[1]);
  n.add(fit.coefficient, f.at("coefficient"));
  n.add(fit.se, f.at("se"));
  n.add(fit.z, f.at("z"));
  n.log10_p(fit.log10_p, f.at("log10_p"));
  n.add(fit.hazard_ratio, f.at("hazard_ratio"));
  n.add(fit.ci_low, f.at("ci_low"));
  n.add(fit.ci_high, f.at("ci_high"));
  n.add(fit.log_likelihood_null, f.at("loglik")[0], 1);
  n.add(fit.log_likelihood, f.at("loglik")[1], 1);
  n.chi_square(fit.likelihood_ratio, f.at("lr"));
  n.chi_square(fit.score, f.at("score"));
  if (f.contains("wald")) n.chi_square(fit.wald, f.at("wald"));
  if (!f.contains("robust_se")) return;
  n.add(fit.robust_se, f.at("robust_se"));
  n.chi_square(fit.robust_score, f.at("robust_score"));
}

void tested_columns(const Fields& f, Numbers& n) {
  if (!f.contains("tested")) return;
  const auto test = [&](ModelTest kind) {
    return cox_test(cox_cases_of(f), design_of(f), columns_at(f, "tested"), kind, cox_options_of(f));
  };
  n.chi_square(test(ModelTest::likelihood_ratio), f.at("test_lr"));
  n.chi_square(test(ModelTest::score), f.at("test_score"));
  if (f.contains("test_wald")) n.chi_square(test(ModelTest::wald), f.at("test_wald"));
}

void zph(const Fields& f, Numbers& n) {
  if (!f.contains("zph")) return;
  const CoxCases cases = cox_cases_of(f);
  const MatrixXd x = design_of(f);
  const auto found = cox_proportional_hazards(cases, x, cox_regression(cases, x, cox_options_of(f)), cox_options_of(f));
  std::vector<double> chi, p;
  for (const ChiSquare& c : found.column) {
    if (std::isnan(c.statistic)) continue;  // aliased
    chi.push_back(c.statistic);
    p.push_back(c.tail.p);
  }
  chi.push_back(found.global.statistic);
  p.push_back(found.global.tail.p);
  n.add(chi, f.at("zph"));
  n.add(p, f.at("zph_p"));
}

struct Screen {
  explicit Screen(const Fields& f) : cases(cox_cases_of(f)), options(cox_options_of(f)) {
    features = matrix_of(f.at("features"), f.at("feature_columns")[0]);
    covariates = f.at("columns")[0] == 0 ? MatrixXd(features.rows(), 0) : matrix_of(f.at("z"), f.at("columns")[0]);
  }
  CoxCases cases;
  CoxOptions options;
  MatrixXd features, covariates;
};

void score_screen(const Fields& f, Numbers& n) {
  if (!f.contains("features")) return;
  const Screen s(f);
  const auto score = cox_score_screen(s.cases, s.features, s.covariates, s.options);
  for (std::size_t j = 0; j < score.size(); ++j) {
    n.add(static_cast<double>(score[j].n), f.at("n").at(j));
    n.add(score[j].statistic, f.at("score").at(j));
    n.add(score[j].p, f.at("score_p").at(j));
  }
}

void fit_screen(const Fields& f, Numbers& n) {
  if (!f.contains("features")) return;
  const Screen s(f);
  const auto wald = cox_fit_screen(s.cases, s.features, s.covariates, ModelTest::wald, s.options);
  const auto lr = cox_fit_screen(s.cases, s.features, s.covariates, ModelTest::likelihood_ratio, s.options);
  for (std::size_t j = 0; j < wald.size(); ++j) {
    n.add(static_cast<double>(wald[j].n), f.at("n").at(j));
    n.add(wald[j].statistic, f.at("wald").at(j));
    n.add(wald[j].p, f.at("wald_p").at(j));
    n.add(wald[j].estimate, std::exp(f.at("coefficient").at(j)));
    n.add(wald[j].ci_low, f.at("low").at(j));
    n.add(wald[j].ci_high, f.at("high").at(j));
    n.add(lr[j].statistic, f.at("lr").at(j));
  }
}

}  // namespace

std::vector<StatsCheck> survival_checks() {
  return {
      by_case("cox", "cox", "survival", "coxph(Surv(t, e) ~ x + strata(s) + offset(o)), converged", kIterative,
              regression),
      by_case("cox: tests", "cox", "survival", "coxph() with and without the columns", kIterative, tested_columns),
      by_case("cox: proportional hazards", "cox", "survival", "cox.zph(transform = \"km\")", kIterative, zph),
      by_case("cox: score screen", "cox", "survival", "coxph(iter.max = 0)$score, a feature at a time", kIterative,
              score_screen),
      by_case("cox: screen", "cox", "survival", "coxph(), a feature at a time", kIterative, fit_screen),
  };
}

}  // namespace rgx::conformance
