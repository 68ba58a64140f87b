#include "stats/validation/roc.hpp"

#include <limits>

#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;

TEST_CASE("area and DeLong's interval are pROC's") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("scores");
  auto r = rgx::test::read_matrices("model_perform.csv");
  const VectorXd y = d.col(6);
  for (Index k = 0; k < 3; ++k) {
    const DelongAuc a = delong(d.col(k), y);
    CHECK(a.reason == "");
    CHECK(a.auc == auc(d.col(k), y));
    const VectorXd found = (VectorXd(4) << a.auc, a.variance, a.low, a.high).finished();
    CHECK(difference(found, r["delong/set" + std::to_string(k + 1)]) < 1e-12);
  }
  const DelongDifference test = delong_difference(d.col(0), d.col(1), y);
  CHECK(difference((VectorXd(4) << test.z, test.p, test.low, test.high).finished(), r["delong/paired"]) < 1e-10);
  CHECK(auc(-d.col(0), y) == doctest::Approx(1 - auc(d.col(0), y)).epsilon(1e-14));

  VectorXd few(9), of(9);
  Index negatives = 0, positives = 4;
  for (Index i = 0; i < 150; ++i) {
    if (y[i] == 0 && negatives < 4) few[negatives] = d(i, 0), of[negatives++] = 0;
    if (y[i] == 1 && positives < 9) few[positives] = d(i, 0), of[positives++] = 1;
  }
  const DelongAuc small = delong(few, of);
  CHECK(difference((VectorXd(3) << small.auc, small.low, small.high).finished(), r["delong/small"]) < 1e-12);
}

TEST_CASE("the curve and its thresholds are pROC's") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("scores");
  auto r = rgx::test::read_matrices("model_perform.csv");
  const RocCurve c = roc_curve(d.col(0), d.col(6));
  MatrixXd found(c.threshold.size(), 3);
  found << c.threshold, c.sensitivity, c.specificity;
  CHECK(difference(found, r["roc/curve"]) < 1e-12);
  CHECK(youden_threshold(d.col(0), d.col(6)) == doctest::Approx(r["roc/youden"](0, 0)).epsilon(1e-12));
  CHECK(sensitivity_threshold(d.col(0), d.col(6), 0.9) == doctest::Approx(r["roc/sensitivity90"](0, 0)).epsilon(1e-12));
}

TEST_CASE("a score cut at a threshold gives the curve's sensitivity, neighbours in the last bit included") {
  VectorXd score(4), y(4);
  score << 1, std::nextafter(1.0, 2.0), std::nextafter(1.0, 0.0), 2;
  y << 0, 1, 0, 1;
  const RocCurve c = roc_curve(score, y);
  for (Index k = 0; k < c.threshold.size(); ++k) {
    const auto called = (score.array() >= c.threshold[k]).cast<double>();
    CHECK((called * y.array()).sum() / 2 == c.sensitivity[k]);
    CHECK(((1 - called) * (1 - y.array())).sum() / 2 == c.specificity[k]);
  }
}

TEST_CASE("areas without an answer say why") {
  VectorXd score(4), y(4);
  score << 1, 2, 3, 4;
  y << 0, 0, 1, 1;
  const DelongAuc perfect = delong(score, y);
  CHECK(perfect.auc == 1);
  CHECK(perfect.reason == "degenerate");
  CHECK(std::isnan(perfect.low));
  CHECK(auc(VectorXd::Ones(4), y) == 0.5);
  CHECK(delong(score, VectorXd::Ones(4)).reason == "one class");
  CHECK(std::isnan(auc(score, VectorXd::Zero(4))));
  CHECK(std::isnan(youden_threshold(score, VectorXd::Zero(4))));
  CHECK(roc_curve(score, 2 * y).reason == "outcome is not 0/1");
  CHECK(delong(score.tail(2), y.segment(1, 2)).reason == "too few cases");
  CHECK(delong_difference(score, score, y).reason == "degenerate");
  score[0] = std::numeric_limits<double>::quiet_NaN();
  CHECK(delong(score, y).reason == "missing value");
  CHECK(std::isnan(auc(score, y)));
}
