#include "stats/regression/mixed.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "stats/regression/mixed_screen.hpp"
#include "stats/regression/regress.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;

namespace {

Eigen::VectorXd vector(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Eigen::MatrixXd columns(const rgx::test::Fields& f) {
  Eigen::MatrixXd x(static_cast<Eigen::Index>(f.at("y").size()), static_cast<Eigen::Index>(f.at("columns")[0]));
  for (Eigen::Index j = 0; j < x.cols(); ++j) x.col(j) = vector(f.at("x" + std::to_string(j)));
  return x;
}

// 12 patients of 3 scans; deterministic, nothing special about it.
struct Small {
  Eigen::MatrixXd x = Eigen::MatrixXd::Ones(36, 2);
  Eigen::VectorXd y = Eigen::VectorXd::Zero(36);
  std::vector<int> cluster;
  Small() {
    for (int i = 0; i < 36; ++i) {
      cluster.push_back(i / 3);
      x(i, 1) = std::sin(1.7 * i);
      y[i] = 0.4 * x(i, 1) + std::cos(37.0 * (i / 3)) + 0.5 * std::sin(11.3 * i * i);
    }
  }
};

}  // namespace

TEST_CASE("mixed models are lmer's, run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("mixed")) {
    CAPTURE(name);
    const auto y = vector(f.at("y"));
    const auto x = columns(f);
    const auto cluster = rgx::test::codes(f.at("cluster"));
    for (const auto likelihood : {Likelihood::ml, Likelihood::reml}) {
      const MixedFit fit = linear_mixed(x, y, cluster, likelihood);
      const std::string prefix = likelihood == Likelihood::ml ? "ml_" : "reml_";
      CAPTURE(prefix);
      REQUIRE(fit.reason == Reason::none);
      const auto want = [&](const char* field) { return f.at(prefix + field); };
      CHECK(static_cast<double>(fit.n) == f.at("n")[0]);
      CHECK(relative(fit.theta, want("theta")[0]) < 1e-6);
      CHECK(fit.singular == (want("theta")[0] < 1e-4));
      CHECK(relative(fit.sigma, want("sigma")[0]) < 1e-7);
      CHECK(apart(fit.criterion, want("criterion")[0]) < 1e-9);
      CHECK(apart(fit.aic, want("aic")[0]) < 1e-9);
      for (Eigen::Index j = 0; j < x.cols(); ++j) {
        CAPTURE(j);
        const auto k = static_cast<std::size_t>(j);
        CHECK(relative(fit.coefficient[j], want("coefficient")[k]) < 1e-7);
        CHECK(relative(fit.se[j], want("se")[k]) < 1e-7);
        CHECK(relative(fit.t[j], want("t")[k]) < 1e-7);
        CHECK(relative(fit.df[j], want("df")[k]) < 1e-4);
        CHECK(apart(fit.log10_p[j], want("log10_p")[k]) < 1e-5);
        CHECK(apart(fit.p[j], want("p")[k]) < 1e-6);
        CHECK(fit.aliased[k] == std::isnan(want("coefficient")[k]));
        CHECK(relative(std::sqrt(fit.covariance(j, j)), fit.se[j]) < 1e-12);
        ++checked;
      }
    }
  }
  CHECK(checked >= 100);
}

TEST_CASE("tested columns together are anova's likelihood ratio") {
  int below_double = 0;
  for (const auto& [name, f] : rgx::test::read_cases("mixed")) {
    CAPTURE(name);
    const auto x = columns(f);
    const auto tested = static_cast<Eigen::Index>(f.at("tested")[0]);
    const auto cluster = rgx::test::codes(f.at("cluster"));
    const MixedTest test = mixed_test(x.leftCols(x.cols() - tested), x.rightCols(tested), vector(f.at("y")), cluster);
    REQUIRE(test.reason == Reason::none);
    CHECK(test.df == f.at("df")[0]);
    CHECK(apart(test.chi_square, f.at("chi_square")[0]) < 1e-8);
    CHECK(apart(test.p, f.at("p")[0]) < 1e-8);
    CHECK(apart(test.log10_p, f.at("log10_p")[0]) < 1e-8);
    below_double += test.log10_p < -300;
    const MixedFit fit = linear_mixed(x, vector(f.at("y")), cluster);
    for (Eigen::Index j = 0; j < tested; ++j) {
      CHECK(relative(test.t[j], fit.t[x.cols() - tested + j]) == 0);
      CHECK(relative(test.t_log10_p[j], fit.log10_p[x.cols() - tested + j]) == 0);
    }
    CHECK(test.sigma == fit.sigma);
  }
  CHECK(below_double > 0);
}

TEST_CASE("the unit of an outcome or a column changes no test") {
  const Small d;
  const MixedFit plain = linear_mixed(d.x, d.y, d.cluster);
  REQUIRE(plain.reason == Reason::none);
  for (const double unit : {1e-200, 1e-9, 1e9, 1e200}) {
    CAPTURE(unit);
    const MixedFit scaled = linear_mixed(d.x, d.y * unit, d.cluster);
    CHECK(relative(scaled.theta, plain.theta) < 1e-9);
    CHECK(relative(scaled.sigma, plain.sigma * unit) < 1e-11);
    CHECK(relative(scaled.coefficient[1], plain.coefficient[1] * unit) < 1e-11);
    CHECK(relative(scaled.criterion, plain.criterion + 2 * 34 * std::log(unit)) < 1e-11);
    Eigen::MatrixXd x = d.x;
    x.col(1) *= unit;
    const MixedFit column = linear_mixed(x, d.y, d.cluster);
    CHECK(relative(column.coefficient[1], plain.coefficient[1] / unit) < 1e-11);
    CHECK(relative(column.criterion, plain.criterion + 2 * std::log(unit)) < 1e-11);
    for (Eigen::Index j = 0; j < 2; ++j) {
      CHECK(relative(scaled.df[j], plain.df[j]) < 1e-9);
      CHECK(relative(scaled.p[j], plain.p[j]) < 1e-9);
      CHECK(relative(column.p[j], plain.p[j]) < 1e-9);
    }
  }
}

TEST_CASE("a variance of 0 is least squares, and said to be singular") {
  Small d;
  d.y = d.x * Eigen::Vector2d(1, 0.3);
  for (int i = 0; i < 36; ++i) d.y[i] += i % 3 - 1;  // every patient's mean is the same but for x
  const MixedFit fit = linear_mixed(d.x, d.y, d.cluster);
  const LinearFit ordinary = linear_regression(d.x, d.y);
  CHECK(fit.reason == Reason::none);
  CHECK(fit.singular);
  CHECK(fit.sd_cluster == 0);
  for (Eigen::Index j = 0; j < 2; ++j) {
    CHECK(fit.df[j] == ordinary.df);
    CHECK(relative(fit.t[j], ordinary.t[j]) < 1e-12);
    CHECK(relative(fit.p[j], ordinary.p[j]) < 1e-11);
  }
}

TEST_CASE("models that have no fit say why") {
  const Small d;
  const auto reason = [&](const Eigen::MatrixXd& x, const Eigen::VectorXd& y, const std::vector<int>& cluster,
                          Likelihood likelihood = Likelihood::reml) {
    const MixedFit fit = linear_mixed(x, y, cluster, likelihood);
    if (fit.reason != Reason::none) {
      CHECK(std::isnan(fit.criterion));
      CHECK(std::isnan(fit.sd_cluster));
      CHECK(fit.coefficient.array().isNaN().all());
    }
    return fit.reason;
  };
  CHECK(reason(d.x, d.y, d.cluster) == Reason::none);
  std::vector<int> alone(36);
  std::iota(alone.begin(), alone.end(), 0);
  CHECK(reason(d.x, d.y, alone) == Reason::too_few);
  CHECK(reason(d.x, d.y, std::vector<int>(36, 4)) == Reason::one_class);
  CHECK(reason(d.x, d.y, std::vector<int>(36, -1)) == Reason::too_few);
  CHECK(reason(Eigen::MatrixXd::Random(36, 40), d.y, d.cluster) == Reason::too_few);
  CHECK(reason(d.x, Eigen::VectorXd::Constant(36, 0.1), d.cluster) == Reason::constant);
  CHECK(reason(Eigen::MatrixXd::Zero(36, 1), d.y, d.cluster) == Reason::collinear);
  CHECK(reason(d.x, 0.1 + 0.7 * d.x.col(1).array(), d.cluster) == Reason::degenerate);  // nothing left of y
  Eigen::VectorXd y = d.y;
  for (int i = 0; i < 36; ++i) y[i] = std::cos(i / 3);
  CHECK(reason(d.x, y, d.cluster) == Reason::degenerate);  // nothing left within patients
  y[3] = std::numeric_limits<double>::infinity();
  CHECK(reason(d.x, y, d.cluster) == Reason::not_finite);
  // Two patients, and a column that tells them apart: REML has nothing to learn b from.
  std::vector<int> two;
  Eigen::MatrixXd split = d.x;
  for (int i = 0; i < 36; ++i) two.push_back(i % 2), split(i, 1) = i % 2;
  CHECK(reason(split, d.y, two) == Reason::too_few);
  CHECK(reason(split, d.y, two, Likelihood::ml) == Reason::none);
  CHECK(linear_mixed(split, d.y, two, Likelihood::ml).singular);

  CHECK_THROWS_AS(linear_mixed(d.x, d.y.head(35), d.cluster), std::invalid_argument);
  const MixedFit reml = linear_mixed(d.x, d.y, d.cluster);
  CHECK_THROWS_AS(likelihood_ratio(reml, reml), std::invalid_argument);
  const MixedFit ml = linear_mixed(d.x, d.y, d.cluster, Likelihood::ml);
  CHECK(likelihood_ratio(ml, ml).reason == Reason::collinear);
}

TEST_CASE("screens are one test a feature, whichever side the feature is on") {
  const Small d;
  Eigen::MatrixXd features(36, 5);
  for (int i = 0; i < 36; ++i)
    for (int j = 0; j < 5; ++j) features(i, j) = std::sin(1.0 + i * (j + 2) * 0.77) + std::cos(5.0 * (i / 3) * (j + 1));
  features(4, 1) = features(20, 1) = missing;
  features.col(2).setConstant(3);
  features.col(3) = d.x.col(1) * 2;
  Eigen::VectorXd y = d.y;
  y[0] = missing;
  // The threads' order must not matter: here it is reversed.
  const ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  const auto same = [](const MixedTest& a, const MixedTest& b) {
    CHECK(a.n == b.n);
    CHECK(relative(a.chi_square, b.chi_square) == 0);
    CHECK(relative(a.p, b.p) == 0);
    CHECK(a.reason == b.reason);
    CHECK(a.coefficient_reason == b.coefficient_reason);
    for (Eigen::Index j = 0; j < a.t.size(); ++j) CHECK(relative(a.t[j], b.t[j]) == 0);
  };
  const auto predictors = mixed_screen_predictors(d.x, features, y, d.cluster, backwards);
  const auto responses = mixed_screen_responses(d.x.leftCols(1), d.x.col(1), features, d.cluster, backwards);
  REQUIRE(predictors.size() == 5);
  REQUIRE(responses.size() == 5);
  for (std::size_t j = 0; j < 5; ++j) {
    CAPTURE(j);
    const auto feature = features.col(static_cast<Eigen::Index>(j));
    same(predictors[j], mixed_test(d.x, feature, y, d.cluster));
    same(responses[j], mixed_test(d.x.leftCols(1), d.x.col(1), feature, d.cluster));
  }
  CHECK(predictors[0].n == 35);
  CHECK(predictors[0].reason == Reason::none);
  CHECK(predictors[1].n == 33);
  CHECK(predictors[2].reason == Reason::collinear);
  CHECK(predictors[3].reason == Reason::collinear);
  CHECK(responses[1].n == 34);
  CHECK(responses[2].reason == Reason::constant);
  CHECK(responses[2].coefficient_reason == Reason::constant);
  CHECK(responses[3].reason == Reason::degenerate);
  CHECK_THROWS_AS(mixed_screen_predictors(d.x, features.topRows(9), y, d.cluster), std::invalid_argument);
}
