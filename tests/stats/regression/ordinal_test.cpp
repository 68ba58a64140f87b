#include "stats/regression/ordinal.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_at;
using rgx::test::worst;

TEST_CASE("proportional odds regression equals clm run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("ordinal")) {
    CAPTURE(name);
    ++checked;
    const MatrixXd x = rgx::test::matrix_of(f.at("x"), f.at("columns")[0]);
    const std::vector<int> y = rgx::test::codes(f.at("y"));
    const VectorXd w = vector_at(f, "weight"), o = vector_at(f, "offset");
    const auto tested = rgx::test::columns_at(f, "tested");
    const TestResult lr = ordinal_test(x, y, tested, ModelTest::likelihood_ratio, w, o);
    const TestResult wald = ordinal_test(x, y, tested, ModelTest::wald, w, o);
    CHECK(worst(lr, f.at("test_lr")) < 1e-8);
    if (!f.contains("coefficient")) {
      CHECK(wald.reason == Reason::separated);
      CHECK(lr.estimate == std::numeric_limits<double>::infinity());
      CHECK(lr.ci_reason == Reason::separated);
      continue;
    }
    CHECK(worst(wald, f.at("test_wald")) < 1e-8);
    if (f.contains("odds_ratio")) {
      CHECK(wald.estimate_kind == "odds_ratio");
      CHECK(relative(wald.estimate, f.at("odds_ratio")[0]) < 1e-8);
      CHECK(relative(lr.ci_low, f.at("odds_ratio")[1]) < 1e-8);
      CHECK(relative(lr.ci_high, f.at("odds_ratio")[2]) < 1e-8);
    }
    const VectorXd known[] = {vector_at(f, "y"), w, o};
    const auto rows = complete_rows(x, known);
    std::vector<int> kept;
    for (const Index i : rows) kept.push_back(y[static_cast<std::size_t>(i)]);
    const OrdinalFit fit = ordinal_regression(x(rows, Eigen::all), kept, rows_of(w, rows), rows_of(o, rows));
    CHECK(fit.reason == "");
    CHECK(worst(fit.threshold, f.at("threshold")) < 1e-8);
    CHECK(worst(fit.threshold_se, f.at("threshold_se")) < 1e-8);
    CHECK(worst(fit.coefficient, f.at("coefficient")) < 1e-8);
    CHECK(worst(fit.se, f.at("se")) < 1e-8);
    CHECK(worst(fit.z, f.at("z")) < 1e-8);
    CHECK(worst(fit.log10_p, f.at("log10_p")) < 1e-8);
    CHECK(relative(fit.log_likelihood, f.at("ll")[0]) < 1e-11);
  }
  CHECK(checked == 14);
}

TEST_CASE("two categories are logistic regression") {
  MatrixXd x(8, 1);
  x << 1, 2, 3, 4, 5, 6, 7, 8;
  const std::vector<int> y{0, 1, 0, 0, 1, 1, 0, 1};
  VectorXd binary(8);
  for (Index i = 0; i < 8; ++i) binary[i] = y[static_cast<std::size_t>(i)];
  const OrdinalFit fit = ordinal_regression(x, y);
  const LogisticFit logistic = logistic_regression(with_intercept(x), binary);
  CHECK(relative(fit.coefficient[0], logistic.coefficient[1]) < 1e-9);
  CHECK(relative(fit.threshold[0], -logistic.coefficient[0]) < 1e-9);
  CHECK(relative(fit.se[0], logistic.se[1]) < 1e-9);
}

TEST_CASE("what proportional odds regression cannot use") {
  const MatrixXd x = VectorXd::LinSpaced(5, 0, 4);
  const std::vector<int> y{0, 1, 2, 1, 0}, same(5, 3), gap{0, 1, 2, 1, -1};
  CHECK(ordinal_regression(x, same).reason == "one class");
  CHECK(ordinal_regression(x, gap).reason == "missing value");
  CHECK(ordinal_regression(x, std::span(y).first(2)).reason == "wrong sizes");
  const Index only[] = {0};
  CHECK(ordinal_test(x, gap, only, ModelTest::wald).n == 4);
  CHECK(ordinal_test(x, same, only, ModelTest::wald).reason == Reason::one_class);
  CHECK(ordinal_test(MatrixXd::Ones(5, 1), y, only, ModelTest::wald).reason == Reason::collinear);
  CHECK_THROWS_AS(ordinal_test(x, y, only, ModelTest::score), std::invalid_argument);
  // Perfect order: every coefficient runs off, the likelihood ratio stays.
  const std::vector<int> ordered{0, 0, 1, 2, 2};
  const TestResult lr = ordinal_test(x, ordered, only, ModelTest::likelihood_ratio);
  CHECK(lr.reason == Reason::none);
  CHECK(lr.p < 0.01);
  CHECK(lr.statistic == doctest::Approx(-2 * (4 * std::log(0.4) + std::log(0.2))).epsilon(1e-9));
  CHECK(ordinal_test(x, ordered, only, ModelTest::wald).reason == Reason::separated);
}
