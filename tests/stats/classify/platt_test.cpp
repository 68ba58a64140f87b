#include "stats/classify/platt.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tests/stats/model_reference.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::vector_of;
using rgx::test::worst;

TEST_CASE("Platt scaling is the logistic regression of softened targets") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("classify")) {
    if (!f.contains("platt")) continue;
    CAPTURE(name);
    ++checked;
    const auto fit = fit_platt(vector_of(f.at("f")), rgx::test::codes(f.at("positive")));
    CHECK(fit.reason == "");
    CHECK_FALSE(fit.flat);
    CHECK(worst((VectorXd(2) << fit.slope, fit.offset).finished(), f.at("platt")) < 1e-8);
  }
  CHECK(checked == 5);
}

TEST_CASE("values that fall with the class, or do not differ, give one probability") {
  const VectorXd f = (VectorXd(6) << 3, 2, 1, 0, -1, -2).finished();
  const std::vector<int> y{0, 0, 1, 0, 1, 1};
  const auto fit = fit_platt(f, y);
  CHECK(fit.flat);
  CHECK(fit.slope == 0);
  CHECK(probability(fit, f).isConstant(0.5, 1e-14));
  const auto level = fit_platt(VectorXd::Constant(6, 2), std::vector<int>{0, 0, 1, 0, 0, 0});
  CHECK(level.flat);
  // The mean of the targets 2/3 and five times 1/7.
  CHECK(probability(level, f)[0] == doctest::Approx((2.0 / 3 + 5.0 / 7) / 6).epsilon(1e-13));
  CHECK(fit_platt(f, std::vector<int>{1, 1, 1, 1, 1, 1}).reason == "one class");
  CHECK(fit_platt(f, std::vector<int>{1, 0}).reason == "wrong sizes");
  CHECK(fit_platt(f / 0.0, y).reason == "missing value");
  const auto rising = fit_platt(-f, y);
  CHECK(probability(rising, VectorXd::Constant(1, 1e308))[0] == 1);
  CHECK(probability(rising, VectorXd::Constant(1, -1e308))[0] == 0);
}

TEST_CASE("pairs are coupled to one distribution") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("classify")) {
    if (!f.contains("coupled")) continue;
    CAPTURE(name);
    ++checked;
    CHECK(worst(couple_pairs(rgx::test::matrix_of(f.at("r"), f.at("classes")[0])), f.at("coupled")) < 1e-12);
  }
  CHECK(checked == 4);
  // Pairs of a distribution give it back.
  const VectorXd p = (VectorXd(4) << 0.1, 0.2, 0.3, 0.4).finished();
  MatrixXd r = MatrixXd::Zero(4, 4);
  for (Eigen::Index i = 0; i < 4; ++i)
    for (Eigen::Index j = 0; j < 4; ++j)
      if (i != j) r(i, j) = p[i] / (p[i] + p[j]);
  CHECK(rgx::test::difference(couple_pairs(r), p) < 1e-14);
  MatrixXd sure(3, 3);
  sure << 0, 1, 1, 0, 0, 1, 0, 0, 0;
  CHECK(couple_pairs(sure)[0] == doctest::Approx(1).epsilon(1e-6));
  CHECK(couple_pairs(MatrixXd::Zero(1, 1))[0] == 1);
}

TEST_CASE("bytes do not depend on where the values lie") {
  const auto f = rgx::test::read_cases("classify").at("platt");
  const auto& values = f.at("f");
  const auto positive = rgx::test::codes(f.at("positive"));
  const auto n = static_cast<Eigen::Index>(values.size());
  const PlattScaling fit = fit_platt(vector_of(values), positive);
  VectorXd moved(n + 4);
  for (Eigen::Index shift = 0; shift < 4; ++shift) {
    moved.segment(shift, n) = vector_of(values);
    const PlattScaling again = fit_platt(moved.segment(shift, n), positive);
    CHECK(again.slope == fit.slope);
    CHECK(again.offset == fit.offset);
  }
}
