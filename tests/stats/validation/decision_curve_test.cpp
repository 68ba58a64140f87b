#include "stats/validation/decision_curve.hpp"

#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::vector_of;

TEST_CASE("net benefit is Vickers and Elkin's") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("standardised")) continue;
    CAPTURE(name);
    const auto curve = decision_curve(vector_of(f.at("p")), vector_of(f.at("y")), vector_of(f.at("at")));
    REQUIRE(curve.size() == f.at("at").size());
    for (std::size_t i = 0; i < curve.size(); ++i) {
      CHECK(std::abs(curve[i].model - f.at("model")[i]) < 1e-12);
      CHECK(std::abs(curve[i].low - f.at("low")[i]) < 1e-12);
      CHECK(std::abs(curve[i].treat_all - f.at("all")[i]) < 1e-12);
      CHECK(curve[i].treat_none == 0);
    }
  }
}

TEST_CASE("acting on everyone and on no one") {
  VectorXd y(5), t(4);
  y << 1, 0, 0, 1, 0;
  t << 0.2, 0.4, 0, 1;
  const auto all = decision_curve(VectorXd::Ones(5), y, t), none = decision_curve(VectorXd::Zero(5), y, t);
  CHECK(all[0].model == doctest::Approx(all[0].treat_all));
  CHECK(all[1].model == doctest::Approx(0));  // the threshold is the share of events
  CHECK(none[0].model == 0);
  CHECK(std::isnan(all[2].model));
  CHECK(std::isnan(all[3].model));
  CHECK(decision_curve(VectorXd(y), y, t)[0].standardised == doctest::Approx(1));
  CHECK(std::isnan(decision_curve(VectorXd::Ones(3), VectorXd::Zero(3), t)[0].standardised));
  CHECK(std::isnan(decision_curve(VectorXd(), VectorXd(), t)[0].model));
}
