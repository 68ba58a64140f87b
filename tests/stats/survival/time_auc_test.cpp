#include "stats/survival/time_auc.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "stdlib/conformance/cox_fields.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::cox_cases_of;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_of;

namespace {

CoxCases few() {
  CoxCases cases;
  cases.time = (VectorXd(6) << 1, 2, 3, 4, 5, 6).finished();
  cases.event = {1, 0, 1, 0, 1, 0};
  return cases;
}

}  // namespace

TEST_CASE("AUC at a time, its error and differences equal riskRegression::Score()") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("time_auc")) {
    if (!f.contains("auc")) continue;
    CAPTURE(name);
    MatrixXd scores(static_cast<Index>(f.at("x").size()), f.contains("y") ? 2 : 1);
    scores.col(0) = vector_of(f.at("x"));
    if (f.contains("y")) scores.col(1) = vector_of(f.at("y"));
    const auto found = time_aucs(cox_cases_of(f), scores, f.at("at"));
    for (std::size_t i = 0; i < found.size(); ++i) {
      CAPTURE(i);
      const TestResult test = against_half(found[i][0], "time auc", "time_auc");
      CHECK(relative(found[i][0].value, f.at("auc")[i]) < 1e-12);
      CHECK(relative(found[i][0].se, f.at("se")[i]) < 1e-12);
      CHECK(relative(test.ci_low, f.at("low")[i]) < 1e-12);
      CHECK(relative(test.ci_high, f.at("high")[i]) < 1e-12);
      CHECK(apart(test.log10_p, f.at("log10_p")[i]) < 1e-10 * std::abs(f.at("log10_p")[i]));
      ++checked;
      if (!f.contains("y")) continue;
      const DiscriminationDifference difference = difference_of(found[i][0], found[i][1]);
      CHECK(apart(difference.difference, f.at("difference")[i]) < 1e-13);
      CHECK(relative(difference.se, f.at("difference_se")[i]) < 1e-12);
      CHECK(relative(difference.tail.p, f.at("difference_p")[i]) < 1e-10);
    }
  }
  CHECK(checked == 21);
}

TEST_CASE("the screen takes every feature on its own cases") {
  const auto cases = rgx::test::read_cases("time_auc");
  const Fields& f = cases.at("screen");
  const auto found =
      time_auc_screen(cox_cases_of(f), matrix_of(f.at("features"), f.at("feature_columns")[0]), f.at("at")[0]);
  for (std::size_t j = 0; j < found.size(); ++j) {
    CHECK(static_cast<double>(found[j].n) == f.at("screen_n")[j]);
    CHECK(relative(found[j].estimate, f.at("screen_auc")[j]) < 1e-12);
    CHECK(relative((found[j].estimate - 0.5) / found[j].statistic, f.at("screen_se")[j]) < 1e-9);
    CHECK(relative(found[j].ci_low, f.at("screen_low")[j]) < 1e-12);
    CHECK(relative(found[j].ci_high, f.at("screen_high")[j]) < 1e-12);
  }
}

TEST_CASE("without censoring before the time it is the plain area") {
  CoxCases cases = few();
  cases.event = {1, 1, 1, 0, 1, 1};
  const VectorXd score = (VectorXd(6) << 3, 1, 2, 2, 0, 1).finished();
  // 1, 2, 3 had the event at 3.5; 4, 5, 6 live longer.
  CHECK(time_auc(cases, score, 3.5).value == doctest::Approx(7.0 / 9).epsilon(1e-14));
}

TEST_CASE("AUC at a time has a reason where there is none") {
  const VectorXd score = (VectorXd(6) << 6, 5, 4, 3, 2, 1).finished();
  const auto test = [&](const CoxCases& cases, const VectorXd& x, double t) {
    return against_half(time_auc(cases, x, t), "time auc", "time_auc");
  };
  CHECK(test(few(), score, 3).estimate == 1);
  CHECK(test(few(), score, 3).reason == Reason::degenerate);
  CHECK(test(few(), -score, 5.5).estimate == 0);
  CHECK(test(few(), VectorXd::Ones(6), 3).reason == Reason::constant);
  CHECK(test(few(), score, 0.5).reason == Reason::one_class);  // no event yet
  CHECK(test(few(), score, 6).reason == Reason::one_class);    // nobody longer
  CHECK(test(few(), VectorXd::Constant(6, missing), 3).reason == Reason::too_few);
  CoxCases strata = few();
  strata.stratum.assign(6, 0);
  CHECK_THROWS_AS(time_auc(strata, score, 3), std::invalid_argument);
}
