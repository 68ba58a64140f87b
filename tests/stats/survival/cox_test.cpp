#include "stats/survival/cox.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "stdlib/conformance/cox_fields.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::cox_cases_of;
using rgx::conformance::cox_options_of;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_of;
using rgx::test::worst;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

CoxCases few() {
  CoxCases cases;
  cases.time = VectorXd::LinSpaced(6, 0, 5);
  cases.event = {1, 0, 1, 1, 0, 1};
  return cases;
}

const VectorXd few_x = (VectorXd(6) << 0.3, 1, -0.4, 0.8, 0.1, 0.2).finished();

}  // namespace

TEST_CASE("proportional hazards regression equals coxph run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox")) {
    if (!f.contains("x")) continue;
    CAPTURE(name);
    ++checked;
    const CoxCases cases = cox_cases_of(f);
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    const CoxFit fit = cox_regression(cases, x, cox_options_of(f));
    const bool monotone = std::ranges::any_of(f.at("coefficient"), [](double b) { return std::isinf(b); });
    CHECK(fit.reason == (monotone ? "monotone likelihood" : ""));
    CHECK(fit.converged == !monotone);
    CHECK(static_cast<double>(fit.n) == f.at("n")[0]);
    CHECK(static_cast<double>(fit.events) == f.at("n")[1]);
    CHECK(worst(fit.coefficient, f.at("coefficient")) < 1e-9);
    CHECK(worst(fit.se, f.at("se")) < 1e-9);
    CHECK(worst(fit.z, f.at("z")) < 1e-9);
    CHECK(worst(fit.log10_p, f.at("log10_p")) < 1e-9);
    CHECK(worst(fit.hazard_ratio, f.at("hazard_ratio")) < 1e-9);
    CHECK(worst(fit.ci_low, f.at("ci_low")) < 1e-9);
    CHECK(worst(fit.ci_high, f.at("ci_high")) < 1e-9);
    CHECK(std::abs(fit.log_likelihood_null - f.at("loglik")[0]) < 1e-11 * (1 + std::abs(f.at("loglik")[0])));
    CHECK(std::abs(fit.log_likelihood - f.at("loglik")[1]) < 1e-11 * (1 + std::abs(f.at("loglik")[0])));
    CHECK(worst(fit.likelihood_ratio, f.at("lr")) < 1e-9);
    CHECK(worst(fit.score, f.at("score")) < 1e-9);
    if (f.contains("wald")) CHECK(worst(fit.wald, f.at("wald")) < 1e-9);
    CHECK(f.contains("cluster") == (fit.robust_se.size() > 0));
    if (f.contains("robust_se")) {
      CHECK(worst(fit.robust_se, f.at("robust_se")) < 1e-9);
      CHECK(worst(fit.robust_score, f.at("robust_score")) < 1e-9);
    }
    if (f.contains("zph")) {
      const ProportionalHazards zph = cox_proportional_hazards(cases, x, fit, cox_options_of(f));
      std::vector<double> tests, p;
      for (const ChiSquare& c : zph.column) {
        if (std::isnan(c.statistic)) continue;
        CHECK(c.df == 1);
        tests.push_back(c.statistic);
        p.push_back(c.tail.p);
      }
      tests.push_back(zph.global.statistic);
      p.push_back(zph.global.tail.p);
      CHECK(worst(vector_of(tests), f.at("zph")) < 1e-8);
      CHECK(worst(vector_of(p), f.at("zph_p")) < 1e-8);
    }
  }
  CHECK(checked == 30);
}

TEST_CASE("tests of some columns equal differences and slopes of coxph") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox")) {
    if (!f.contains("tested")) continue;
    CAPTURE(name);
    ++checked;
    const CoxCases cases = cox_cases_of(f);
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    std::vector<Index> tested;
    for (const double j : f.at("tested")) tested.push_back(static_cast<Index>(j));
    const TestResult lr = cox_test(cases, x, tested, ModelTest::likelihood_ratio, cox_options_of(f));
    const TestResult score = cox_test(cases, x, tested, ModelTest::score, cox_options_of(f));
    const TestResult wald = cox_test(cases, x, tested, ModelTest::wald, cox_options_of(f));
    CHECK(worst(lr, f.at("test_lr")) < 1e-9);
    CHECK(worst(score, f.at("test_score")) < 1e-9);
    if (f.contains("test_wald")) {
      CHECK(worst(wald, f.at("test_wald")) < 1e-9);
      CHECK(wald.reason == Reason::none);
    } else {
      CHECK(wald.reason == Reason::separated);
      CHECK(std::isnan(wald.p));
    }
    if (tested.size() > 1) continue;
    const std::size_t j = static_cast<std::size_t>(tested[0]);
    CHECK(lr.estimate_kind == "hazard_ratio");
    CHECK(relative(lr.estimate, f.at("hazard_ratio")[j]) < 1e-9);
    CHECK(relative(lr.ci_low, f.at("ci_low")[j]) < 1e-9);
    CHECK(relative(lr.ci_high, f.at("ci_high")[j]) < 1e-9);
    CHECK(lr.ci_reason == (std::isinf(f.at("coefficient")[j]) ? Reason::separated : Reason::none));
  }
  CHECK(checked == 24);
}

TEST_CASE("what cannot be fitted says why") {
  CoxCases cases = few();
  cases.event.assign(6, 0);
  CHECK(cox_regression(cases, few_x).reason == "no events");
  const Index only[] = {0};
  CHECK(cox_test(cases, few_x, only, ModelTest::wald).reason == Reason::one_class);

  cases = few();
  cases.weight = VectorXd::Ones(6);
  cases.weight[2] = 0;
  CHECK(cox_regression(cases, few_x).reason == "weight not positive");
  VectorXd x = few_x;
  x[1] = infinity;
  CHECK(cox_regression(few(), x).reason == "not finite");
  x.setConstant(nan_);
  CHECK(cox_regression(few(), x).reason == "no cases");
  CHECK(cox_test(few(), x, only, ModelTest::score).reason == Reason::too_few);

  x.setConstant(0.1);
  const CoxFit constant = cox_regression(few(), x);
  CHECK(constant.aliased[0]);
  CHECK(constant.reason == "");
  CHECK(cox_test(few(), x, only, ModelTest::score).reason == Reason::collinear);

  CoxCases one;
  one.time = VectorXd::Constant(1, 3);
  one.event = {1};
  const CoxFit single = cox_regression(one, VectorXd::Constant(1, 2));
  CHECK(single.n == 1);
  CHECK(single.aliased[0]);
  CHECK(single.log_likelihood == 0);

  CHECK_THROWS_AS(cox_regression(few(), few_x.head(4)), std::invalid_argument);
  const Index outside[] = {1};
  CHECK_THROWS_AS(cox_test(few(), few_x, outside, ModelTest::wald), std::invalid_argument);
}

TEST_CASE("no columns leave the likelihood alone; time events at one time have no change with time") {
  const CoxFit none = cox_regression(few(), MatrixXd(6, 0));
  CHECK(none.converged);
  // One event among 6, 4, 3 and 1 at risk.
  CHECK(none.log_likelihood == doctest::Approx(-std::log(6.0 * 4 * 3)).epsilon(1e-14));
  CoxCases tied = few();
  tied.time.setConstant(2);
  const CoxFit fit = cox_regression(tied, few_x);
  CHECK(fit.reason == "");
  CHECK(std::isnan(cox_proportional_hazards(tied, few_x, fit).global.statistic));
}

TEST_CASE("a tested column that the others explain is collinear, wherever it stands") {
  MatrixXd x(6, 2);
  x << few_x, 3 * few_x;
  for (const Index j : {Index{0}, Index{1}}) {
    const Index only[] = {j};
    for (const ModelTest test : {ModelTest::wald, ModelTest::likelihood_ratio, ModelTest::score})
      CHECK(cox_test(few(), x, only, test).reason == Reason::collinear);
  }
  const Index both[] = {0, 1};
  CHECK(cox_test(few(), x, both, ModelTest::likelihood_ratio).df == 1);
}

TEST_CASE("a column that is free once another is infinite has no estimate") {
  CoxCases cases;
  cases.time = VectorXd::LinSpaced(8, 1, 8);
  cases.event = {1, 1, 0, 1, 0, 1, 0, 1};
  MatrixXd x(8, 2);
  x << -cases.time, (VectorXd(8) << 1, 0, 0, 1, 1, 0, 1, 0).finished();
  const CoxFit fit = cox_regression(cases, x);
  CHECK(fit.reason == "monotone likelihood");
  CHECK(fit.coefficient[0] == infinity);
  CHECK(std::isnan(fit.coefficient[1]));
  CHECK(std::isnan(fit.se[1]));
  CHECK(std::abs(fit.log_likelihood) < 1e-9);
  CHECK(fit.likelihood_ratio.df == 2);
}

TEST_CASE("units of the columns and of time change nothing") {
  const CoxFit fit = cox_regression(few(), few_x);
  for (const double unit : {1e-150, 1e6, 1e150}) {
    const CoxFit scaled = cox_regression(few(), unit * few_x);
    CHECK(relative(scaled.z[0], fit.z[0]) < 1e-10);
    CHECK(relative(scaled.coefficient[0] * unit, fit.coefficient[0]) < 1e-10);
  }
}

TEST_CASE("a log hazard beyond the range of exp is no obstacle") {
  CoxCases cases = few();
  const CoxFit plain = cox_regression(cases, few_x);
  cases.offset = VectorXd::Constant(6, 5000);
  CHECK(relative(cox_regression(cases, few_x).coefficient[0], plain.coefficient[0]) < 1e-9);
}
