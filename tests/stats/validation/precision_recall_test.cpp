#include "stats/validation/precision_recall.hpp"

#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_of;

TEST_CASE("average precision is the sum over thresholds, the interpolated area the integral of the hyperbolae") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("average")) continue;
    CAPTURE(name);
    const VectorXd p = vector_of(f.at("p")), y = vector_of(f.at("y"));
    const auto average = auprc(p, y), drawn = auprc(p, y, PrecisionRecallArea::interpolated);
    CHECK(relative(average.area, f.at("average")[0]) < 1e-12);
    CHECK(relative(average.low, f.at("average")[1]) < 1e-12);
    CHECK(relative(average.high, f.at("average")[2]) < 1e-12);
    CHECK(relative(drawn.area, f.at("interpolated")[0]) < 1e-8);
  }
}

TEST_CASE("a score without information has the share of positives") {
  VectorXd y(10);
  y << 1, 0, 0, 0, 1, 0, 0, 0, 0, 0;
  CHECK(auprc(VectorXd::Constant(10, 3), y).area == doctest::Approx(0.2));
  CHECK(auprc(VectorXd::Constant(10, 3), y, PrecisionRecallArea::interpolated).area == doctest::Approx(0.2));
}

TEST_CASE("perfect scores and outcomes of one class") {
  const VectorXd y = (VectorXd(4) << 0, 0, 1, 1).finished();
  const auto best = auprc(y, y);
  CHECK(best.area == 1);
  CHECK(best.reason == "degenerate");
  CHECK(std::isnan(best.low));
  CHECK(auprc(y, VectorXd::Zero(4)).reason == "one class");
  CHECK(auprc(y, VectorXd::Ones(4)).reason == "one class");
  CHECK(auprc(y, VectorXd::Constant(4, 2)).reason == "outcome is not 0/1");
  CHECK(auprc(y.head(3), y).reason == "wrong sizes");
  VectorXd gap = y;
  gap[1] = std::nan("");
  CHECK(auprc(gap, y).reason == "missing value");
  CHECK(precision_recall(y.head(0), y.head(0)).reason == "one class");
  // Only the order counts.
  const VectorXd p = (VectorXd(6) << .1, .4, .35, .8, .7, .2).finished(),
                 of = (VectorXd(6) << 0, 0, 1, 1, 0, 1).finished();
  CHECK(auprc(p, of).area == auprc(VectorXd(p.array().exp() * 1e9), of).area);
}
