#include "stats/validation/curve_band.hpp"

#include <algorithm>
#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::vector_of;

namespace {

CurveHeights roc_at(const std::vector<double>& rates) {
  return [rates](const VectorXd& score, const VectorXd& y) {
    std::vector<double> out;
    const RocCurve curve = roc_curve(score, y);
    if (curve.reason.empty())
      for (const double r : rates) out.push_back(sensitivity_at(curve, r));
    return out;
  };
}

}  // namespace

TEST_CASE("the band of a ROC curve equals pROC's but for the draws") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("roc_band")) {
    CAPTURE(name);
    ++checked;
    const VectorXd score = vector_of(f.at("score")), y = vector_of(f.at("y"));
    const RocCurve curve = roc_curve(score, y);
    const CurveBand band = curve_band(score, y, roc_at(f.at("rate")), 7);
    const CurveBand other = curve_band(score, y, roc_at(f.at("rate")), 8);
    CHECK(band.low != other.low);
    for (std::size_t i = 0; i < f.at("rate").size(); ++i) {
      CHECK(sensitivity_at(curve, f.at("rate")[i]) == doctest::Approx(f.at("sensitivity")[i]).epsilon(1e-12));
      // The percentiles of 2000 draws have a standard error of about 0.006; of few positives they move by whole ones.
      const double near = std::max(0.015, 1.01 / y.sum());
      CHECK(std::abs(band.low[i] - f.at("low")[i]) < near);
      CHECK(std::abs(band.high[i] - f.at("high")[i]) < near);
    }
  }
  CHECK(checked == 3);
}

TEST_CASE("no band where there is no curve; none but the curve where it cannot move") {
  const VectorXd y = (VectorXd(5) << 0, 0, 0, 1, 1).finished();
  CHECK(curve_band(y, VectorXd::Ones(5), roc_at({0.5}), 1).low.empty());
  const CurveBand perfect = curve_band(y, y, roc_at({0, 0.5, 1}), 1);
  CHECK(perfect.low == std::vector<double>{1, 1, 1});
  CHECK(perfect.high == std::vector<double>{1, 1, 1});
}
