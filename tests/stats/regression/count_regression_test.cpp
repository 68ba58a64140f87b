#include "stats/regression/count_regression.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/regression/count_theta.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_at;
using rgx::test::worst;

TEST_CASE("Poisson and negative binomial regression equal glm and glm.nb run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("count_regression")) {
    CAPTURE(name);
    ++checked;
    const bool negative = f.at("negative")[0] == 1;
    const MatrixXd x = rgx::test::matrix_of(f.at("x"), f.at("columns")[0]);
    const VectorXd y = vector_at(f, "y"), w = vector_at(f, "weight"), o = vector_at(f, "offset");
    const auto tested = rgx::test::columns_at(f, "tested");
    const auto test = [&](ModelTest kind) {
      return negative ? negative_binomial_test(x, y, tested, kind, w, o) : poisson_test(x, y, tested, kind, w, o);
    };
    const TestResult lr = test(ModelTest::likelihood_ratio), wald = test(ModelTest::wald);
    CHECK(worst(lr, f.at("test_lr")) < 1e-8);
    if (!negative) CHECK(worst(test(ModelTest::score), f.at("test_score")) < 1e-8);
    if (!f.contains("coefficient")) {
      CHECK(wald.reason == Reason::separated);
      CHECK(lr.reason == Reason::none);
      CHECK(lr.estimate == std::numeric_limits<double>::infinity());
      continue;
    }
    CHECK(worst(wald, f.at("test_wald")) < 1e-8);
    if (f.contains("rate_ratio")) {
      CHECK(wald.estimate_kind == "rate_ratio");
      CHECK(relative(wald.estimate, f.at("rate_ratio")[0]) < 1e-9);
      CHECK(relative(lr.ci_low, f.at("rate_ratio")[1]) < 1e-9);
      CHECK(relative(lr.ci_high, f.at("rate_ratio")[2]) < 1e-9);
    }
    const VectorXd known[] = {y, w, o};
    const auto rows = complete_rows(x, known);
    const MatrixXd design = x(rows, Eigen::all);
    const auto fit = (negative ? negative_binomial_regression : poisson_regression)(design, rows_of(y, rows),
                                                                                    rows_of(w, rows), rows_of(o, rows));
    CHECK(fit.reason == "");
    CHECK(fit.converged);
    CHECK(worst(fit.coefficient, f.at("coefficient")) < 1e-8);
    CHECK(worst(fit.se, f.at("se")) < 1e-8);
    CHECK(worst(fit.z, f.at("z")) < 1e-8);
    CHECK(worst(fit.log10_p, f.at("log10_p")) < 1e-8);
    CHECK(relative(fit.log_likelihood, f.at("ll")[0]) < 1e-9);
    CHECK(relative(fit.deviance, f.at("deviance")[0]) < 1e-9);
    if (!negative) {
      CHECK(std::isinf(fit.theta));
      continue;
    }
    CHECK(relative(fit.theta, f.at("theta")[0]) < 1e-8);
    CHECK(relative(fit.theta_se, f.at("theta")[1]) < 1e-8);
  }
  CHECK(checked == 20);
}

TEST_CASE("counts that vary no more than Poisson's make the negative binomial Poisson's") {
  MatrixXd x(8, 2);
  x << MatrixXd::Ones(8, 1), VectorXd::LinSpaced(8, 0, 7);
  VectorXd y(8);
  y << 3, 4, 4, 5, 5, 6, 6, 7;
  const CountFit poisson = poisson_regression(x, y), negative = negative_binomial_regression(x, y);
  CHECK(std::isinf(negative.theta));
  CHECK(std::isnan(negative.theta_se));
  CHECK(negative.converged);
  CHECK(relative(negative.coefficient[1], poisson.coefficient[1]) < 1e-12);
  CHECK(relative(negative.log_likelihood, poisson.log_likelihood) < 1e-12);
}

TEST_CASE("where the counts vary no more than Poisson's and a coefficient runs to infinity, both say so") {
  MatrixXd x(5, 5);  // intercept, age, two sites, a feature: one column a case
  x << 1, 72, 0, 0, -0.12, 1, 73, 0, 1, 0.23, 1, 69, 0, 0, 2.26, 1, 67, 1, 0, -0.6, 1, 75, 1, 0, -2.07;
  VectorXd y(5);
  y << 0, 10, 5, 6, 3;
  CHECK(poisson_regression(x, y).reason == "separated");
  CHECK(negative_binomial_regression(x, y).reason == "separated");
  const Index last[] = {4};
  const TestResult result = negative_binomial_test(x, y, last, ModelTest::wald);
  CHECK(result.reason == Reason::separated);
  CHECK(std::isnan(result.p));
}

TEST_CASE("the density goes over into Poisson's, and its pieces agree where they meet") {
  for (const double y : {0.0, 3.0, 200.0})
    CHECK(std::abs(count_log_density(y, 2.5, 1e12) -
                   count_log_density(y, 2.5, std::numeric_limits<double>::infinity())) < 1e-6);
  // Whole counts are summed up to 200 and gamma functions beyond.
  const double step = count_log_density(201, 150, 4) - count_log_density(200, 150, 4);
  CHECK(relative(step, std::log(204.0 / 201.0) + std::log(150.0 / 154.0)) < 1e-10);
}

TEST_CASE("what count regression cannot use") {
  const MatrixXd x = MatrixXd::Ones(4, 1);
  VectorXd y = VectorXd::Zero(4);
  CHECK(poisson_regression(x, y).reason == "no events");
  y[1] = -1;
  CHECK(poisson_regression(x, y).reason == "negative count");
  CHECK(poisson_regression(x, y.head(2)).reason == "wrong sizes");
  y[1] = std::numeric_limits<double>::quiet_NaN();
  CHECK(negative_binomial_regression(x, y).reason == "missing value");
  const Index only[] = {0};
  CHECK_THROWS_AS(negative_binomial_test(x, y, only, ModelTest::score), std::invalid_argument);
  CHECK(poisson_test(x, VectorXd::Zero(4), only, ModelTest::wald).reason == Reason::one_class);
  MatrixXd twice(4, 2);
  twice << 1, 2, 1, 2, 1, 2, 1, 2;
  const Index second[] = {1};
  CHECK(poisson_test(twice, VectorXd::LinSpaced(4, 1, 4), second, ModelTest::score).reason == Reason::collinear);
  // Without an intercept's worth of anything else, the mean.
  CHECK(relative(poisson_regression(x, VectorXd::LinSpaced(4, 1, 4)).coefficient[0], std::log(2.5)) < 1e-13);
}
