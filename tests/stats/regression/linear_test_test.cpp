#include "stats/regression/linear_test.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "stats/base/random.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_at;
using rgx::test::worst;

namespace {

VectorXd row_of(const LinearTest& r) {
  VectorXd v(11);
  v << static_cast<double>(r.test.n), r.test.statistic, r.test.df, r.test.p, r.test.log10_p, r.test.estimate,
      r.test.ci_low, r.test.ci_high, r.partial, r.partial_ci.low, r.partial_ci.high;
  return v;
}

void two_threads(std::size_t n, const std::function<void(std::size_t)>& body) {
  std::thread odd([&] {
    for (std::size_t i = 1; i < n; i += 2) body(i);
  });
  for (std::size_t i = 0; i < n; i += 2) body(i);
  odd.join();
}

}  // namespace

TEST_CASE("tests of columns equal lm's t and anova's F") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("linear_test")) {
    if (!f.contains("tested")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = rgx::test::matrix_of(f.at("x"), f.at("columns")[0]);
    const LinearTest r = linear_test(x, vector_at(f, "y"), rgx::test::columns_at(f, "tested"));
    CHECK(r.test.reason == Reason::none);
    // A mean of 1e5 spreads takes five digits; so does p of 1e-1000.
    const double tolerance = name == "offset"                                        ? 1e-9
                             : name.starts_with("far") || name.starts_with("beyond") ? 1e-9
                                                                                     : 1e-11;
    if (f.contains("t")) {
      CHECK(r.test.test == "linear t");
      CHECK(r.test.estimate_kind == "beta");
      CHECK(worst(row_of(r), f.at("t")) < tolerance);
    } else {
      CHECK(r.test.test == "linear F");
      VectorXd v(7);
      v << static_cast<double>(r.test.n), r.test.statistic, r.test.df, r.test.df2, r.test.p, r.test.log10_p, r.partial;
      CHECK(worst(v, f.at("F")) < tolerance);
      CHECK(rgx::test::apart(r.test.ci_low, f.at("eta_ci")[0]) < 1e-8);
      CHECK(rgx::test::apart(r.partial_ci.high, f.at("eta_ci")[1]) < 1e-8);
      CHECK((r.test.ci_reason == Reason::degenerate) == std::isnan(r.test.ci_low));
    }
  }
  CHECK(checked == 14);
}

TEST_CASE("features in bulk equal lm one by one, on their own complete cases") {
  const auto f = rgx::test::read_cases("linear_test").at("bulk");
  const MatrixXd features = rgx::test::matrix_of(f.at("features"), f.at("feature_columns")[0]);
  const MatrixXd z = rgx::test::matrix_of(f.at("z"), f.at("columns")[0]);
  const Index tested[] = {1};
  for (const std::string kind : {"predictor", "response"}) {
    CAPTURE(kind);
    const auto results = kind == "predictor" ? linear_test_predictors(features, z, vector_at(f, "y"))
                                             : linear_test_responses(features, z, tested);
    REQUIRE(results.size() == 7);
    for (std::size_t j = 0; j < 7; ++j) {
      CAPTURE(j);
      std::vector<double> want;
      for (const std::string row :
           {"n", "t", "df", "p", "log10_p", "beta", "low", "high", "partial", "partial_low", "partial_high"})
        want.push_back(f.at(kind + "_" + row)[j]);
      if (std::isnan(want[1])) {
        CHECK(results[j].test.reason != Reason::none);
        CHECK(std::isnan(results[j].test.p));
      } else {
        CHECK(worst(row_of(results[j]), want) < 1e-11);
      }
    }
    CHECK(results[2].test.reason == Reason::constant);
    CHECK(results[5].test.reason == Reason::collinear);
    CHECK(results[6].test.reason == Reason::too_few);
  }
}

TEST_CASE("bulk, single and threaded tests are the same") {
  Stream draws(9);
  MatrixXd features(40, 150), design(40, 3);
  for (Index i = 0; i < features.size(); ++i) features.data()[i] = draws.normal();
  for (Index i = 0; i < design.size(); ++i) design.data()[i] = draws.normal();
  design.col(0).setOnes();
  features(3, 10) = std::numeric_limits<double>::quiet_NaN();
  const Index tested[] = {2};
  const auto one = linear_test_responses(features, design, tested);
  const auto two = linear_test_responses(features, design, tested, 0.95, two_threads);
  const VectorXd y = design.col(2);
  const auto predictors = linear_test_predictors(features, design.leftCols(2), y, 0.95, two_threads);
  for (std::size_t j = 0; j < 150; ++j) {
    CHECK(std::memcmp(&one[j].test.p, &two[j].test.p, sizeof(double)) == 0);
    const VectorXd column = features.col(static_cast<Index>(j));
    CHECK(relative(linear_test(design, column, tested).test.statistic, one[j].test.statistic) < 1e-11);
    // t does not ask which of the two is the response.
    CHECK(relative(predictors[j].test.statistic, one[j].test.statistic) < 1e-10);
  }
}

TEST_CASE("what a linear model cannot test") {
  MatrixXd design(5, 2);
  design << MatrixXd::Ones(5, 1), VectorXd::LinSpaced(5, 0, 4);
  VectorXd y(5);
  y << 1, 3, 2, 5, 4;
  const Index second[] = {1}, both[] = {0, 1}, outside[] = {2};
  CHECK_THROWS_AS(linear_test(design, y, outside), std::invalid_argument);
  CHECK_THROWS_AS(linear_test(design, y.head(3), second), std::invalid_argument);
  CHECK_THROWS_AS(linear_test(design, y, {}), std::invalid_argument);
  CHECK(linear_test(design.topRows(2), y.head(2), second).test.reason == Reason::too_few);
  CHECK(linear_test(MatrixXd::Ones(5, 2), y, second).test.reason == Reason::collinear);
  CHECK(linear_test(design, VectorXd::Constant(5, 0.1), second).test.reason == Reason::constant);
  y[0] = std::numeric_limits<double>::infinity();
  CHECK(linear_test(design, y, second).test.reason == Reason::not_finite);
  y[0] = std::numeric_limits<double>::quiet_NaN();
  CHECK(linear_test(design, y, second).test.n == 4);
  y.setConstant(std::numeric_limits<double>::quiet_NaN());
  CHECK(linear_test(design, y, second).test.reason == Reason::too_few);
  // Units change nothing, even where squares are out of range.
  y << 1, 3, 2, 5, 4;
  const double t = linear_test(design, y, second).test.statistic;
  CHECK(relative(linear_test(design, 1e-200 * y, second).test.statistic, t) < 1e-12);
  CHECK(relative(linear_test(1e200 * design, y, second).test.statistic, t) < 1e-12);
  // Without any other column: the model of the mean against nothing.
  y << 1, 3, 2, 5, 4;
  CHECK(linear_test(design, y, both).test.df == 2);
}
