#include "stats/regression/firth.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_at;
using rgx::test::worst;

TEST_CASE("Firth's estimates equal brglm2's; p and intervals those of the profile penalised likelihood") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("firth")) {
    if (!f.contains("firth")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd all = rgx::test::matrix_of(f.at("x"), f.at("columns")[0]);
    const VectorXd y = vector_at(f, "y"), w = vector_at(f, "weight"), o = vector_at(f, "offset");
    const auto tested = rgx::test::columns_at(f, "tested");
    const VectorXd known[] = {y, w, o};
    const auto rows = complete_rows(all, known);
    const MatrixXd x = all(rows, Eigen::all);
    const FirthFit fit = firth_regression(x, rows_of(y, rows), rows_of(w, rows), rows_of(o, rows));
    CHECK(fit.reason == "");
    CHECK(fit.converged);
    CHECK(worst(fit.coefficient, f.at("firth")) < 1e-8);
    CHECK(worst(fit.se, f.at("firth_se")) < 1e-8);
    CHECK(worst(fit.statistic, f.at("firth_lr")) < 1e-8);
    CHECK(worst(fit.p, f.at("firth_p")) < 1e-8);
    CHECK(worst(fit.log10_p, f.at("firth_log10_p")) < 1e-8);
    CHECK(worst(fit.ci_low, f.at("firth_low")) < 1e-7);
    CHECK(worst(fit.ci_high, f.at("firth_high")) < 1e-7);
    const TestResult test = firth_test(all, y, tested, w, o);
    CHECK(test.reason == Reason::none);
    CHECK(test.n == rows.size());
    CHECK(worst(test, f.at("firth_test")) < 1e-8);
    if (tested.size() > 1) continue;
    const Index j = tested[0];
    CHECK(test.estimate_kind == "odds_ratio");
    CHECK(relative(test.estimate, std::exp(f.at("firth")[static_cast<std::size_t>(j)])) < 1e-7);
    CHECK(relative(test.ci_low, std::exp(f.at("firth_low")[static_cast<std::size_t>(j)])) < 1e-6);
    CHECK(relative(test.ci_high, std::exp(f.at("firth_high")[static_cast<std::size_t>(j)])) < 1e-6);
  }
  CHECK(checked == 13);
}

TEST_CASE("two by two: half a case is added to each cell") {
  // With as many parameters as groups Firth's odds are (events + ½)/(others + ½).
  MatrixXd x(12, 2);
  VectorXd y(12);
  for (Index i = 0; i < 12; ++i) {
    x.row(i) << 1, i < 5 ? 0 : 1;
    y[i] = i == 0 || i > 8;
  }
  const FirthFit fit = firth_regression(x, y);
  CHECK(relative(fit.coefficient[0], std::log(1.5 / 4.5)) < 1e-11);
  CHECK(relative(fit.coefficient[1], std::log(3.5 / 4.5) - std::log(1.5 / 4.5)) < 1e-10);
}

TEST_CASE("what Firth's regression cannot use") {
  MatrixXd x(6, 3);
  x << MatrixXd::Ones(6, 1), VectorXd::LinSpaced(6, 0, 5), 2 * VectorXd::LinSpaced(6, 0, 5);
  VectorXd y(6);
  y << 0, 1, 0, 1, 1, 1;
  const FirthFit aliased = firth_regression(x, y);
  CHECK(aliased.aliased[2]);
  CHECK(std::isnan(aliased.coefficient[2]));
  CHECK(std::isfinite(aliased.ci_low[1]));
  const Index last[] = {2}, first[] = {1}, outside[] = {3};
  CHECK(firth_test(x, y, last).reason == Reason::collinear);
  CHECK(firth_test(x, y, first).reason == Reason::collinear);
  CHECK(firth_test(x, VectorXd::Ones(6), first).reason == Reason::one_class);
  CHECK(firth_test(x, VectorXd::Constant(6, std::numeric_limits<double>::quiet_NaN()), first).reason ==
        Reason::too_few);
  CHECK_THROWS_AS(firth_test(x, y, outside), std::invalid_argument);
  CHECK_THROWS_AS(firth_test(x, y.head(3), first), std::invalid_argument);
  CHECK(firth_regression(x, y.head(3)).reason == "wrong sizes");
  y[0] = 0.5;
  CHECK(firth_regression(x, y).reason == "outcome is not 0/1");
}
