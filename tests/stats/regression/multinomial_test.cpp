#include "stats/regression/multinomial.hpp"

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

TEST_CASE("multinomial regression equals vglm run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("multinomial")) {
    CAPTURE(name);
    ++checked;
    const MatrixXd x = rgx::test::matrix_of(f.at("x"), f.at("columns")[0]);
    const std::vector<int> y = rgx::test::codes(f.at("y"));
    const VectorXd w = vector_at(f, "weight");
    const auto tested = rgx::test::columns_at(f, "tested");
    const TestResult lr = multinomial_test(x, y, tested, ModelTest::likelihood_ratio, w);
    const TestResult wald = multinomial_test(x, y, tested, ModelTest::wald, w);
    CHECK(worst(lr, f.at("test_lr")) < 1e-8);
    if (!f.contains("coefficient")) {
      CHECK(wald.reason == Reason::separated);
      CHECK(lr.reason == Reason::none);
      continue;
    }
    CHECK(worst(wald, f.at("test_wald")) < 1e-8);
    const VectorXd known[] = {vector_at(f, "y"), w};
    const auto rows = complete_rows(x, known);
    std::vector<int> kept;
    for (const Index i : rows) kept.push_back(y[static_cast<std::size_t>(i)]);
    const MultinomialFit fit = multinomial_regression(x(rows, Eigen::all), kept, rows_of(w, rows));
    CHECK(fit.reason == "");
    CHECK(worst(fit.coefficient.reshaped(), f.at("coefficient")) < 1e-8);
    CHECK(worst(fit.se.reshaped(), f.at("se")) < 1e-8);
    CHECK(worst(fit.z.reshaped(), f.at("z")) < 1e-8);
    CHECK(worst(fit.log10_p.reshaped(), f.at("log10_p")) < 1e-8);
    CHECK(worst(fit.fitted.reshaped(), f.at("fitted")) < 1e-8);
    CHECK(relative(fit.log_likelihood, f.at("ll")[0]) < 1e-10);
    if (fit.levels.size() == 2 && tested.size() == 1)
      CHECK(relative(wald.estimate, std::exp(fit.coefficient(tested[0], 0))) < 1e-9);
    else
      CHECK(std::isnan(wald.estimate));
  }
  CHECK(checked == 11);
}

TEST_CASE("without columns but the intercept, the shares") {
  const std::vector<int> y{5, 2, 2, 9, 9, 9, 2, 9};
  const MultinomialFit fit = multinomial_regression(MatrixXd::Ones(8, 1), y);
  REQUIRE(fit.levels == std::vector<int>{2, 5, 9});
  CHECK(relative(fit.coefficient(0, 0), std::log(1.0 / 3)) < 1e-12);
  CHECK(relative(fit.coefficient(0, 1), std::log(4.0 / 3)) < 1e-12);
  CHECK(relative(fit.fitted(3, 2), 0.5) < 1e-12);
}

TEST_CASE("what multinomial regression cannot use") {
  MatrixXd x(6, 2);
  x << MatrixXd::Ones(6, 1), VectorXd::LinSpaced(6, 0, 5);
  const std::vector<int> y{0, 1, 2, 1, 0, 2}, same(6, 1), ordered{0, 0, 1, 1, 2, 2};
  CHECK(multinomial_regression(x, same).reason == "one class");
  CHECK(multinomial_regression(x, std::span(y).first(3)).reason == "wrong sizes");
  CHECK(multinomial_regression(x.topRows(0), {}).reason == "no cases");
  const Index second[] = {1};
  CHECK_THROWS_AS(multinomial_test(x, y, second, ModelTest::score), std::invalid_argument);
  CHECK(multinomial_test(MatrixXd::Ones(6, 2), y, second, ModelTest::wald).reason == Reason::collinear);
  CHECK(multinomial_test(x, same, second, ModelTest::wald).reason == Reason::one_class);
  CHECK(multinomial_test(x, ordered, second, ModelTest::wald).reason == Reason::separated);
  const TestResult lr = multinomial_test(x, ordered, second, ModelTest::likelihood_ratio);
  CHECK(lr.statistic == doctest::Approx(12 * std::log(3.0)).epsilon(1e-9));
}
