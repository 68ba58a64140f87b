#include "stats/validation/multiclass.hpp"

#include <cmath>

#include "stats/validation/class_performance.hpp"
#include "stats/validation/confusion.hpp"
#include "stats/validation/roc.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::relative;

namespace {

MatrixXd probabilities(const rgx::test::Fields& f) {
  const auto k = static_cast<Index>(f.at("classes")[0]);
  return Eigen::Map<const MatrixXd>(f.at("probability").data(), static_cast<Index>(f.at("y").size()), k);
}

}  // namespace

TEST_CASE("several classes are judged as pROC and the formulas do") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("counts")) continue;
    CAPTURE(name);
    const MatrixXd p = probabilities(f);
    const auto y = rgx::test::codes(f.at("y"));
    CHECK(relative(hand_till(p, y), f.at("hand_till")[0]) < 1e-12);
    CHECK(relative(multiclass_log_loss(p, y), f.at("log_loss")[0]) < 1e-12);
    CHECK(relative(multiclass_brier(p, y), f.at("brier")[0]) < 1e-12);
    const MatrixXd t = confusion_matrix(y, most_probable(p), static_cast<int>(p.cols()));
    CHECK(relative(balanced_accuracy(t), f.at("balanced_accuracy")[0]) < 1e-12);
    CHECK(relative(multiclass_mcc(t), f.at("mcc")[0]) < 1e-12);
  }
}

TEST_CASE("of two classes they are the ones of two classes") {
  const auto f = rgx::test::read_cases("validation").at("counts_even");
  const auto n = static_cast<Index>(f.at("p").size());
  MatrixXd p(n, 2);
  p.col(1) = Eigen::Map<const VectorXd>(f.at("p").data(), n);
  p.col(0) = 1 - p.col(1).array();
  const VectorXd y = Eigen::Map<const VectorXd>(f.at("y").data(), n);
  const auto codes = rgx::test::codes(f.at("y"));
  CHECK(hand_till(p, codes) == doctest::Approx(auc(p.col(1), y)).epsilon(1e-13));
  CHECK(multiclass_brier(p, codes) == doctest::Approx(2 * (p.col(1) - y).squaredNorm() / double(n)).epsilon(1e-13));
  const MatrixXd t = confusion_matrix(codes, most_probable(p), 2);
  const FourCounts c{t(1, 1), t(0, 1), t(1, 0), t(0, 0)};
  CHECK(multiclass_mcc(t) == doctest::Approx(four_metric(c, FourMetric::mcc).estimate).epsilon(1e-13));
  CHECK(balanced_accuracy(t) == doctest::Approx(four_metric(c, FourMetric::balanced_accuracy).estimate).epsilon(1e-13));
}

TEST_CASE("classes without cases are left out") {
  MatrixXd p(4, 3);
  p << .6, .3, .1, .2, .7, .1, .5, .4, .1, .1, .8, .1;
  const std::vector<int> y{0, 1, 0, 1}, one(4, 2);
  CHECK(hand_till(p, y) == 1);
  CHECK(std::isnan(hand_till(p, one)));
  CHECK(std::isnan(multiclass_mcc(confusion_matrix(one, y, 3))));
  CHECK(multiclass_mcc(confusion_matrix(y, one, 3)) == 0);
  CHECK(balanced_accuracy(confusion_matrix(y, y, 3)) == 1);
  CHECK(std::isnan(multiclass_log_loss(p, {})));
  CHECK(most_probable(MatrixXd::Constant(1, 3, 1.0 / 3)) == std::vector<int>{0});
}

TEST_CASE("repeated folds of several classes, and one hold-out set") {
  const auto f = rgx::test::read_cases("validation").at("folds_three");
  const ClassOutOfFold o{rgx::test::codes(f.at("repeat")),
                         rgx::test::codes(f.at("fold")),
                         rgx::test::codes(f.at("y")),
                         probabilities(f),
                         {}};
  const Performance area = class_performance(o, ClassMetric::auc);
  CHECK(relative(area.estimate, f.at("hand_till")[0]) < 1e-12);
  CHECK(relative(area.low, f.at("hand_till")[1]) < 1e-12);
  CHECK(area.n == 90);
  ClassOutOfFold held = o;
  held.repeat.assign(180, 1);
  held.fold.assign(180, 1);
  held.train_size.assign(180, 300);
  const Performance single = class_performance(held, ClassMetric::auc, {0.95, 200, 3});
  CHECK(single.method == "BCa bootstrap");
  CHECK(single.low < single.estimate);
  CHECK(single.high > single.estimate);
  CHECK(class_performance(held, ClassMetric::accuracy).method == "Wilson");
  CHECK(class_performance(held, ClassMetric::log_loss).method == "t");
  held.observed.assign(180, 1);
  CHECK(class_performance(held, ClassMetric::auc).reason == "one class");
  held.observed[0] = 3;
  CHECK(class_performance(held, ClassMetric::auc).reason == "unknown class");
  held.probability(0, 0) = 2;
  CHECK(class_performance(held, ClassMetric::auc).reason == "prediction outside [0, 1]");
  held.fold.pop_back();
  CHECK(class_performance(held, ClassMetric::auc).reason == "wrong sizes");
  CHECK(class_performance({}, ClassMetric::auc).reason == "no cases");
}
