#include "stats/validation/calibration.hpp"

#include "stats/regression/logistic.hpp"
#include "stats/validation/loess.hpp"
#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;

TEST_CASE("calibration intercept and slope are glm's") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("scores");
  auto r = rgx::test::read_matrices("model_perform.csv");
  for (Index k = 0; k < 3; ++k) {
    const CalibrationTerm a = calibration_intercept(d.col(k), d.col(6));
    const CalibrationTerm b = calibration_slope(d.col(k), d.col(6));
    const std::string name = std::to_string(k + 1);
    CHECK(std::abs(a.estimate - r["calibration/intercept" + name](0, 0)) < 1e-6);
    CHECK(std::abs(a.se - r["calibration/intercept" + name](1, 0)) < 1e-6);
    CHECK(std::abs(b.estimate - r["calibration/slope" + name](0, 0)) < 1e-6);
    CHECK(std::abs(b.se - r["calibration/slope" + name](1, 0)) < 1e-6);
    CHECK(b.high - b.estimate == doctest::Approx(1.959963984540054 * b.se).epsilon(1e-9));
  }
  CHECK(calibration_slope(VectorXd::Ones(150), d.col(6)).reason == "constant prediction");
  CHECK(calibration_slope(10 * d.col(6), d.col(6)).reason == "separated");
  CHECK(calibration_slope(d.col(0), VectorXd::Zero(150)).reason == "one class");
}

TEST_CASE("loess is R's with surface = direct, and ICI follows") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("scores");
  auto r = rgx::test::read_matrices("model_perform.csv");
  CHECK(difference(loess(d.col(7), d.col(0), d.col(7)), r["loess/scores"]) < 1e-8);
  const VectorXd p = VectorXd(d.col(0)).unaryExpr([](double v) { return inverse_logit(v); });
  CHECK(std::abs(integrated_calibration_index(p, d.col(6)) - r["loess/ici"](0, 0)) < 1e-8);
  CHECK(std::isnan(integrated_calibration_index(p.head(9), d.col(6).head(9))));
  // Fewer than three distinct places: no quadratic.
  CHECK(std::isnan(loess(VectorXd::Ones(20), d.col(0).head(20), VectorXd::Ones(1))[0]));
}

TEST_CASE("calibration groups keep equal predictions together") {
  VectorXd p(8), y(8);
  p << 0.1, 0.1, 0.1, 0.4, 0.5, 0.5, 0.9, 0.9;
  y << 0, 0, 1, 0, 1, 0, 1, 1;
  const auto groups = calibration_groups(p, y, 4);
  REQUIRE(groups.size() == 4);
  CHECK(groups[0].n == 3);
  CHECK(groups[0].events == 1);
  CHECK(groups[1].n == 1);
  CHECK(groups[2].n == 2);
  CHECK(groups[3].observed == 1);
  CHECK(groups[3].predicted == doctest::Approx(0.9));
  CHECK(groups[3].high == 1);
  const auto constant = calibration_groups(VectorXd::Constant(8, 0.3), y, 4);
  REQUIRE(constant.size() == 1);
  CHECK(constant[0].n == 8);
  CHECK(calibration_groups(p.head(0), y.head(0)).empty());
}
