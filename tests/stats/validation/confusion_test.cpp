#include "stats/validation/confusion.hpp"

#include <cmath>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::relative;
using rgx::test::vector_of;

TEST_CASE("shares of calls, F1 and MCC are R's, intervals too") {
  for (const auto& [name, f] : rgx::test::read_cases("validation")) {
    if (!f.contains("four")) continue;
    CAPTURE(name);
    const VectorXd p = vector_of(f.at("p")), cut = VectorXd::Constant(p.size(), f.at("cut")[0]);
    const FourCounts c = four_counts(p, vector_of(f.at("y")), cut);
    const std::pair<const char*, FourMetric> metrics[] = {{"ppv", FourMetric::ppv},
                                                          {"npv", FourMetric::npv},
                                                          {"f1", FourMetric::f1},
                                                          {"mcc", FourMetric::mcc},
                                                          {"balanced_accuracy", FourMetric::balanced_accuracy}};
    for (const auto& [field, metric] : metrics) {
      CAPTURE(field);
      const FourEstimate e = four_metric(c, metric);
      CHECK(relative(e.estimate, f.at(field)[0]) < 1e-12);
      CHECK(relative(e.low, f.at(field)[1]) < 1e-12);
      CHECK(relative(e.high, f.at(field)[2]) < 1e-12);
    }
  }
}

TEST_CASE("counts at the edge have a reason, never a made-up number") {
  const FourCounts perfect{5, 0, 0, 7}, never{0, 0, 5, 7}, always{5, 7, 0, 0}, one{0, 3, 0, 4}, empty{};
  CHECK(four_metric(perfect, FourMetric::mcc).estimate == 1);
  CHECK(four_metric(perfect, FourMetric::mcc).reason == "degenerate");
  CHECK(std::isnan(four_metric(perfect, FourMetric::mcc).low));
  CHECK(four_metric(perfect, FourMetric::f1).reason == "degenerate");
  CHECK(four_metric(never, FourMetric::mcc).estimate == 0);
  CHECK(four_metric(never, FourMetric::mcc).reason == "none called positive");
  CHECK(four_metric(always, FourMetric::mcc).reason == "none called negative");
  CHECK(std::isnan(four_metric(never, FourMetric::ppv).estimate));
  CHECK(four_metric(never, FourMetric::ppv).reason == "none called positive");
  CHECK(four_metric(never, FourMetric::f1).estimate == 0);
  CHECK(four_metric(never, FourMetric::balanced_accuracy).estimate == 0.5);
  CHECK(four_metric(one, FourMetric::mcc).reason == "one class");
  CHECK(four_metric(one, FourMetric::f1).reason == "one class");
  CHECK(four_metric(one, FourMetric::balanced_accuracy).reason == "one class");
  CHECK(four_metric(empty, FourMetric::accuracy).reason == "no cases");
  // A score at the threshold is called positive.
  const FourCounts at = four_counts(VectorXd::Constant(1, 0.5), VectorXd::Ones(1), VectorXd::Constant(1, 0.5));
  CHECK(at.true_positive == 1);
}

TEST_CASE("MCC and balanced accuracy do not mind which class is called positive") {
  const FourCounts c{12, 5, 3, 30}, turned{30, 3, 5, 12};
  for (const FourMetric m : {FourMetric::mcc, FourMetric::balanced_accuracy, FourMetric::accuracy}) {
    CHECK(relative(four_metric(c, m).estimate, four_metric(turned, m).estimate) < 1e-14);
    CHECK(relative(four_metric(c, m).low, four_metric(turned, m).low) < 1e-12);
  }
}
