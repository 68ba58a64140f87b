#include "stats/validation/perform.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "stats/correlation/correlate.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/validation/calibration.hpp"
#include "stats/validation/roc.hpp"
#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::one;

namespace {

MatrixXd scores() { return rgx::test::read_matrices("model_data.csv").at("scores"); }

// Three repeats of five folds; the predicted probability, or 2 + 1.4 score of the number.
OutOfFold held_out(bool number) {
  const MatrixXd d = scores();
  OutOfFold o;
  o.observed.resize(450);
  o.predicted.resize(450);
  for (int r = 0; r < 3; ++r) {
    for (Index i = 0; i < 150; ++i) {
      const Index k = r * 150 + i;
      o.repeat.push_back(r);
      o.fold.push_back(static_cast<int>(d(i, 3 + r)));
      o.observed[k] = d(i, number ? 7 : 6);
      o.predicted[k] = number ? d(i, r) * 1.4 + 2 : inverse_logit(d(i, r));
    }
  }
  return o;
}

OutOfFold first_repeat_as_one_set(const OutOfFold& all) {
  OutOfFold o;
  o.repeat.assign(150, 0);
  o.fold.assign(150, 0);
  o.observed = all.observed.head(150);
  o.predicted = all.predicted.head(150);
  o.train_size.assign(150, 300);
  return o;
}

VectorXd values(const Performance& p) { return (VectorXd(3) << p.estimate, p.low, p.high).finished(); }

}  // namespace

TEST_CASE("metrics of repeated cross-validation with corrected resampled t intervals") {
  auto r = rgx::test::read_matrices("model_perform.csv");
  const OutOfFold o = held_out(false);
  const std::vector<std::pair<std::string, Metric>> metrics{{"auc", Metric::auc},
                                                            {"brier", Metric::brier},
                                                            {"log_loss", Metric::log_loss},
                                                            {"accuracy", Metric::accuracy},
                                                            {"sensitivity", Metric::sensitivity},
                                                            {"specificity", Metric::specificity}};
  for (const auto& [name, metric] : metrics) {
    CAPTURE(name);
    const Performance p = performance(o, metric);
    CHECK(p.reason == "");
    CHECK(p.method == "corrected resampled t");
    CHECK(p.n == 150);
    CHECK(p.left_out == 0);
    CHECK(difference(values(p), r["metric/" + name]) < 1e-10);
  }
  const OutOfFold number = held_out(true);
  CHECK(difference(values(performance(number, Metric::r_squared)), r["metric/r_squared"]) < 1e-10);
  CHECK(difference(values(performance(number, Metric::rmse)), r["metric/rmse"]) < 1e-10);
}

TEST_CASE("the order of the predictions does not matter") {
  const OutOfFold o = held_out(false);
  std::vector<Index> order(450);
  std::iota(order.begin(), order.end(), Index{0});
  std::reverse(order.begin(), order.end());
  OutOfFold turned;
  for (const Index i : order) {
    turned.repeat.push_back(o.repeat[i]);
    turned.fold.push_back(o.fold[i]);
  }
  turned.observed = o.observed(order);
  turned.predicted = o.predicted(order);
  for (const Metric m : {Metric::auc, Metric::brier, Metric::calibration_slope})
    CHECK(difference(values(performance(turned, m)), values(performance(o, m))) < 1e-12);
}

TEST_CASE("calibration is estimated in each repeat and averaged") {
  const OutOfFold o = held_out(false);
  const MatrixXd d = scores();
  const Performance slope = performance(o, Metric::calibration_slope);
  double estimate = 0, variance = 0;
  for (Index r = 0; r < 3; ++r) {
    const CalibrationTerm t = calibration_slope(d.col(r), d.col(6));
    estimate += t.estimate / 3;
    variance += t.se * t.se / 3;
  }
  CHECK(slope.method == "Wald");
  CHECK(slope.estimate == doctest::Approx(estimate).epsilon(1e-9));
  CHECK(slope.high - slope.low == doctest::Approx(2 * 1.959963984540054 * std::sqrt(variance)).epsilon(1e-9));
  const Performance intercept = performance(o, Metric::calibration_intercept);
  CHECK(intercept.low < intercept.estimate);
}

TEST_CASE("one hold-out set has the intervals of independent cases") {
  auto r = rgx::test::read_matrices("model_perform.csv");
  const OutOfFold o = first_repeat_as_one_set(held_out(false));
  const Performance area = performance(o, Metric::auc);
  CHECK(area.method == "DeLong");
  CHECK(std::abs(area.low - r["delong/set1"](2, 0)) < 1e-12);
  const Performance brier = performance(o, Metric::brier);
  CHECK(brier.method == "t");
  CHECK(difference(values(brier), r["holdout/brier"]) < 1e-12);
  const Performance accuracy = performance(o, Metric::accuracy);
  CHECK(accuracy.method == "Wilson");
  CHECK(difference(values(accuracy), r["holdout/accuracy"]) < 1e-12);
  CHECK(difference(values(performance(o, Metric::sensitivity)), r["holdout/sensitivity"]) < 1e-12);
  const Performance slope = performance(o, Metric::calibration_slope);
  CHECK(slope.method == "profile");
  CHECK(slope.low < slope.estimate);
  CHECK(slope.high - slope.estimate > slope.estimate - slope.low);
}

TEST_CASE("thresholds learned in training cut each fold's predictions") {
  OutOfFold o = held_out(false);
  o.threshold = VectorXd::Constant(450, std::numeric_limits<double>::infinity());
  CHECK(performance(o, Metric::sensitivity).estimate == 0);
  CHECK(performance(o, Metric::specificity).estimate == 1);
  o.threshold = VectorXd::Zero(450);
  CHECK(performance(o, Metric::sensitivity).estimate == 1);
}

TEST_CASE("folds of one class are left out and counted") {
  OutOfFold o = held_out(false);
  for (Index i = 0; i < 450; ++i)
    if (o.repeat[i] == 0 && o.fold[i] == 2) o.observed[i] = 0;
  const Performance p = performance(o, Metric::auc);
  CHECK(p.left_out == 1);
  CHECK(p.reason == "");
  double by_hand = 0;
  for (int r = 0; r < 3; ++r) {
    double sum = 0;
    int counted = 0;
    for (int f = 0; f < 5; ++f) {
      std::vector<Index> in;
      for (Index i = 0; i < 450; ++i)
        if (o.repeat[i] == r && o.fold[i] == f) in.push_back(i);
      const double a = auc(o.predicted(in), o.observed(in));
      if (std::isnan(a)) continue;
      sum += a;
      ++counted;
    }
    by_hand += sum / counted / 3;
  }
  CHECK(p.estimate == doctest::Approx(by_hand).epsilon(1e-14));
  // Leave-one-out: no fold has two classes.
  std::iota(o.fold.begin(), o.fold.end(), 0);
  const Performance none = performance(o, Metric::auc);
  CHECK(none.reason == "one class");
  CHECK(none.left_out == 450);
  CHECK(performance(o, Metric::brier).reason == "");
}

TEST_CASE("models are compared on the differences of the same folds") {
  auto r = rgx::test::read_matrices("model_perform.csv");
  const OutOfFold a = held_out(false);
  OutOfFold b = a;
  b.predicted = a.predicted.array() * 0.8 + 0.1;
  const CorrectedT t = compare_on_folds(a, b, Metric::brier);
  CHECK(difference((VectorXd(4) << t.mean, t.se, t.t, t.p).finished(), r["compare/brier"]) < 1e-9);
  CHECK(compare_on_folds(a, b, Metric::auc).reason == "no variation");
  CHECK(compare_on_folds(a, b, Metric::calibration_slope).reason == "calibration has no value in a single fold");
  b.fold[0] = 9;
  CHECK(compare_on_folds(a, b, Metric::brier).reason == "not the same folds");
}

TEST_CASE("performance refuses what has no answer") {
  OutOfFold o = held_out(false);
  o.predicted[3] = 1.5;
  CHECK(performance(o, Metric::brier).reason == "prediction outside [0, 1]");
  CHECK(performance(o, Metric::auc).reason == "");
  o.predicted[3] = std::numeric_limits<double>::quiet_NaN();
  CHECK(performance(o, Metric::auc).reason == "missing value");
  o.predicted[3] = 0.5;
  o.observed[0] = 3;
  CHECK(performance(o, Metric::brier).reason == "outcome is not 0/1");
  CHECK(performance(o, Metric::rmse).reason == "");
  CHECK(performance(OutOfFold{}, Metric::auc).reason == "no cases");
  o.fold.pop_back();
  CHECK(performance(o, Metric::auc).reason == "wrong sizes");
  OutOfFold constant = held_out(true);
  constant.observed.setConstant(2);
  CHECK(performance(constant, Metric::r_squared).reason == "constant outcome");
  // Perfectly separating predictions have no finite calibration slope.
  OutOfFold perfect = held_out(false);
  perfect.predicted = perfect.observed;
  const Performance slope = performance(perfect, Metric::calibration_slope);
  CHECK(slope.reason == "separated");
  CHECK(slope.left_out == 3);
  CHECK(performance(perfect, Metric::auc).estimate == 1);
  CHECK(performance(perfect, Metric::auc).low == 1);
}

TEST_CASE("corrected resampled t and Wilson at their edges") {
  CHECK(corrected_resampled_t(VectorXd(), 0.25).reason == "no values");
  CHECK(corrected_resampled_t(VectorXd::Ones(1), 0.25).reason == "one value");
  auto r = rgx::test::read_matrices("model_perform.csv");
  MatrixXd ends(3, 3);
  const std::vector<std::pair<std::size_t, std::size_t>> shares{{0, 10}, {10, 10}, {1, 3}};
  for (Index k = 0; k < 3; ++k) {
    const Share s = wilson(shares[k].first, shares[k].second);
    ends.row(k) << s.estimate, s.low, s.high;
  }
  CHECK(difference(ends, r["wilson/ends"]) < 1e-12);
  CHECK(std::isnan(wilson(0, 0).estimate));
}

namespace {

TestResult pearson(const VectorXd& a, const VectorXd& b) {
  return correlate({a.data(), static_cast<std::size_t>(a.size())}, {b.data(), static_cast<std::size_t>(b.size())},
                   Correlation::pearson);
}

}  // namespace

TEST_CASE("performance: a correlation is that of each fold, and has Fisher's interval on one set") {
  const OutOfFold o = held_out(true);
  const int least = *std::min_element(o.fold.begin(), o.fold.end());
  double sum = 0;
  for (int r = 0; r < 3; ++r)
    for (int f = least; f < least + 5; ++f) {
      std::vector<Index> rows;
      for (Index i = 0; i < 450; ++i)
        if (o.repeat[static_cast<std::size_t>(i)] == r && o.fold[static_cast<std::size_t>(i)] == f) rows.push_back(i);
      REQUIRE(rows.size() > 3);
      sum += pearson(o.predicted(rows), o.observed(rows)).estimate / 15;
    }
  const Performance p = performance(o, Metric::correlation);
  CHECK(std::abs(p.estimate - sum) < 1e-12);
  CHECK(p.method == "corrected resampled t");
  CHECK(p.low < p.estimate);
  CHECK(p.high > p.estimate);

  OutOfFold one_set;
  one_set.observed = o.observed.head(150);
  one_set.predicted = o.predicted.head(150);
  one_set.repeat.assign(150, 1);
  one_set.fold.assign(150, 1);
  const Performance single = performance(one_set, Metric::correlation);
  const TestResult direct = pearson(one_set.predicted, one_set.observed);
  CHECK(std::abs(single.estimate - direct.estimate) < 1e-12);
  CHECK(std::abs(single.low - direct.ci_low) < 1e-12);
  CHECK(std::abs(single.high - direct.ci_high) < 1e-12);

  one_set.predicted.setConstant(0.1);
  CHECK(performance(one_set, Metric::correlation).reason == "constant outcome or prediction");
}
