#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/survival/cox_residuals.hpp"
#include "stats/survival/cox_screen.hpp"
#include "stdlib/conformance/cox_fields.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::cox_cases_of;
using rgx::conformance::cox_options_of;
using rgx::test::codes;
using rgx::test::columns_at;
using rgx::test::Fields;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_at;
using rgx::test::vector_of;
using rgx::test::worst;

namespace {

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

MatrixXd design_of(const Fields& f) { return matrix_of(f.at("x"), f.at("columns")[0]); }

// Largest difference beside 1, for residuals that pass through 0.
double apart(const MatrixXd& a, const std::vector<double>& b) {
  REQUIRE(a.size() == static_cast<Index>(b.size()));
  double most = 0;
  for (Index i = 0; i < a.size(); ++i) most = std::max(most, rgx::test::apart(a.reshaped()[i], b[i]));
  return most;
}

}  // namespace

TEST_CASE("proportional hazards of cases that enter late equal coxph run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox_late")) {
    CAPTURE(name);
    ++checked;
    const CoxCases cases = cox_cases_of(f);
    const MatrixXd x = design_of(f);
    const CoxFit fit = cox_regression(cases, x, cox_options_of(f));
    CHECK(fit.reason == "");
    CHECK(static_cast<double>(fit.events) == f.at("n")[1]);
    CHECK(worst(fit.coefficient, f.at("coefficient")) < 1e-9);
    CHECK(worst(fit.se, f.at("se")) < 1e-9);
    CHECK(worst(fit.z, f.at("z")) < 1e-9);
    CHECK(relative(fit.log_likelihood_null, f.at("loglik")[0]) < 1e-11);
    CHECK(relative(fit.log_likelihood, f.at("loglik")[1]) < 1e-11);
    CHECK(worst(fit.likelihood_ratio, f.at("lr")) < 1e-8);
    CHECK(worst(fit.score, f.at("score")) < 1e-8);
    CHECK(worst(fit.wald, f.at("wald")) < 1e-8);
    if (f.contains("robust_se")) CHECK(worst(fit.robust_se, f.at("robust_se")) < 1e-9);
    const ProportionalHazards zph = cox_proportional_hazards(cases, x, fit, cox_options_of(f));
    std::vector<double> tests;
    for (const ChiSquare& c : zph.column) tests.push_back(c.statistic);
    tests.push_back(zph.global.statistic);
    CHECK(worst(vector_of(tests), f.at("zph")) < 1e-7);
    if (!f.contains("tested")) continue;
    const auto tested = columns_at(f, "tested");
    CHECK(worst(cox_test(cases, x, tested, ModelTest::likelihood_ratio, cox_options_of(f)), f.at("test_lr")) < 1e-8);
    CHECK(worst(cox_test(cases, x, tested, ModelTest::score, cox_options_of(f)), f.at("test_score")) < 1e-8);
  }
  CHECK(checked == 19);
}

TEST_CASE("residuals equal those of coxph") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox_late")) {
    if (!f.contains("martingale")) continue;
    CAPTURE(name);
    ++checked;
    const CoxCases cases = cox_cases_of(f);
    const MatrixXd x = design_of(f);
    const CoxFit fit = cox_regression(cases, x, cox_options_of(f));
    const CoxResiduals at = cox_residuals(cases, x, fit, cox_options_of(f));
    CHECK(apart(at.martingale, f.at("martingale")) < 1e-9);
    CHECK(apart(at.deviance, f.at("deviance")) < 1e-7);
    CHECK(apart(at.score, f.at("score_residual")) < 1e-7);
    CHECK(apart(at.dfbeta, f.at("dfbeta")) < 1e-9);
    CHECK(apart(at.dfbetas, f.at("dfbetas")) < 1e-9);
    CHECK(at.row.size() == f.at("time").size());
  }
  CHECK(checked == 18);
}

TEST_CASE("Schoenfeld residuals and their smooth equal cox.zph") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox_late")) {
    if (!f.contains("schoenfeld")) continue;
    CAPTURE(name);
    ++checked;
    const CoxCases cases = cox_cases_of(f);
    const MatrixXd x = design_of(f);
    const CoxFit fit = cox_regression(cases, x, cox_options_of(f));
    const CoxSchoenfeld at = cox_schoenfeld(cases, x, fit, cox_options_of(f));
    CHECK(std::vector<double>(at.row.begin(), at.row.end()) == f.at("events"));
    CHECK(worst(at.time, f.at("event_time")) < 1e-12);
    CHECK(apart(at.scale, f.at("scale")) < 1e-12);
    CHECK(apart(at.residual, f.at("schoenfeld")) < 1e-8);
    // Where R's row of an event is not told apart from its ties the table has none.
    const std::vector<double>& scaled = f.at("scaled");
    for (Index i = 0; i < at.scaled.size(); ++i)
      if (!std::isnan(scaled[i])) CHECK(rgx::test::apart(at.scaled.reshaped()[i], scaled[i]) < 1e-7);
    if (!f.contains("smooth")) continue;
    CHECK(apart(at.smooth, f.at("smooth")) < 1e-7);
    CHECK(apart(at.low, f.at("smooth_low")) < 1e-7);
    CHECK(apart(at.high, f.at("smooth_high")) < 1e-7);
  }
  CHECK(checked == 18);
}

TEST_CASE("entries before everything change nothing; at or after the time they are errors") {
  CoxCases cases;
  cases.time = VectorXd::LinSpaced(8, 1, 8);
  cases.event = {1, 0, 1, 1, 0, 1, 1, 0};
  const VectorXd x = (VectorXd(8) << 0.3, 1, -0.4, 0.8, 0.1, 0.2, -1, 0.5).finished();
  const CoxFit plain = cox_regression(cases, x);
  cases.entry = VectorXd::Zero(8);
  CHECK(cox_regression(cases, x).coefficient[0] == plain.coefficient[0]);
  const auto screened = cox_fit_screen(cases, x, MatrixXd(), ModelTest::wald);
  CHECK(relative(screened[0].estimate, plain.hazard_ratio[0]) < 1e-12);
  CHECK(relative(cox_score_screen(cases, x)[0].statistic, plain.score.statistic) < 1e-9);
  cases.entry[2] = 3;
  CHECK_THROWS_AS(cox_regression(cases, x), std::invalid_argument);
  cases.entry[2] = nan_;
  CHECK(cox_regression(cases, x).n == 7);
}

TEST_CASE("what has not converged has no residuals") {
  CoxCases cases;
  cases.time = VectorXd::LinSpaced(6, 1, 6);
  cases.event = {1, 1, 1, 0, 0, 0};
  const VectorXd x = -cases.time;
  const CoxFit fit = cox_regression(cases, x);
  CHECK(cox_residuals(cases, x, fit).reason == "monotone likelihood");
  CHECK(cox_residuals(cases, x, fit).martingale.size() == 0);
  CHECK(cox_schoenfeld(cases, x, fit).time.size() == 0);
}

TEST_CASE("events at too few times have no smooth; a column of one value has no residual") {
  CoxCases cases;
  cases.time = (VectorXd(6) << 1, 1, 2, 2, 3, 4).finished();
  cases.event = {1, 1, 1, 0, 0, 0};
  MatrixXd x(6, 2);
  x << 0.3, 1, 1, 1, -0.4, 1, 0.8, 1, 0.1, 1, 0.2, 1;
  const CoxFit fit = cox_regression(cases, x);
  const CoxSchoenfeld at = cox_schoenfeld(cases, x, fit);
  CHECK(at.time.size() == 3);
  CHECK(std::isfinite(at.scaled(0, 0)));
  CHECK(std::isnan(at.smooth(0, 0)));
  CHECK(std::isnan(at.scaled(0, 1)));
}
