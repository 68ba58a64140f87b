#include "stats/regression/glm_test.hpp"

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

TEST_CASE("tests of nested logistic models equal anova's") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("firth")) {
    if (!f.contains("nested_lr")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = rgx::test::matrix_of(f.at("x"), f.at("columns")[0]);
    const VectorXd y = vector_at(f, "y"), w = vector_at(f, "weight"), o = vector_at(f, "offset");
    const auto tested = rgx::test::columns_at(f, "tested");
    const TestResult lr = logistic_test(x, y, tested, ModelTest::likelihood_ratio, w, o);
    const TestResult score = logistic_test(x, y, tested, ModelTest::score, w, o);
    const TestResult wald = logistic_test(x, y, tested, ModelTest::wald, w, o);
    CHECK(worst(lr, f.at("nested_lr")) < 1e-8);
    CHECK(worst(score, f.at("nested_score")) < 1e-8);
    if (!f.contains("nested_wald")) {
      CHECK(wald.reason == Reason::separated);
      CHECK(std::isnan(wald.p));
      CHECK(lr.estimate == std::numeric_limits<double>::infinity());
      CHECK(lr.ci_reason == Reason::separated);
      continue;
    }
    CHECK(worst(wald, f.at("nested_wald")) < 1e-8);
    if (!f.contains("odds_ratio")) continue;
    CHECK(lr.estimate_kind == "odds_ratio");
    CHECK(relative(lr.estimate, f.at("odds_ratio")[0]) < 1e-9);
    CHECK(relative(lr.ci_low, f.at("profile_ci")[0]) < 1e-8);
    CHECK(relative(lr.ci_high, f.at("profile_ci")[1]) < 1e-8);
    CHECK(relative(wald.ci_low, f.at("wald_ci")[0]) < 1e-8);
    CHECK(relative(score.ci_high, f.at("wald_ci")[1]) < 1e-8);
  }
  CHECK(checked == 13);
}

TEST_CASE("features one at a time, and what cannot be tested") {
  const Index n = 12;
  MatrixXd features(n, 3);
  for (Index i = 0; i < n; ++i) features.row(i) << static_cast<double>(i * i % 7), 5, static_cast<double>(i % 4);
  features(2, 2) = std::numeric_limits<double>::quiet_NaN();
  VectorXd y(n);
  y << 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0;
  const auto results = each_feature(features, MatrixXd::Ones(n, 1), [&](const MatrixXd& design, Index tested) {
    const Index only[] = {tested};
    return logistic_test(design, y, only, ModelTest::likelihood_ratio);
  });
  REQUIRE(results.size() == 3);
  CHECK(results[0].reason == Reason::none);
  CHECK(results[0].p > 0);
  CHECK(results[1].reason == Reason::collinear);
  CHECK(results[2].n == 11);
  const Index none[] = {-1};
  CHECK_THROWS_AS(logistic_test(features, y, none, ModelTest::wald), std::invalid_argument);
  CHECK_THROWS_AS(logistic_test(features, y, {}, ModelTest::wald), std::invalid_argument);
  const Index first[] = {0};
  CHECK(logistic_test(features, VectorXd::Zero(n), first, ModelTest::score).reason == Reason::one_class);
}
