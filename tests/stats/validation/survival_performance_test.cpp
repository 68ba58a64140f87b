#include "stats/validation/survival_performance.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::relative;
using rgx::test::vector_of;

namespace {

constexpr std::pair<const char*, SurvivalMetric> metrics[] = {{"c_index", SurvivalMetric::c_index},
                                                              {"time_auc", SurvivalMetric::time_auc},
                                                              {"integrated_brier", SurvivalMetric::integrated_brier},
                                                              {"hazard_ratio", SurvivalMetric::hazard_ratio}};

SurvivalOutOfFold predictions_of(const Fields& f) {
  SurvivalOutOfFold o;
  o.repeat = codes(f.at("repeat"));
  o.fold = codes(f.at("fold"));
  for (const double n : f.at("train")) o.train_size.push_back(static_cast<std::size_t>(n));
  o.time = vector_of(f.at("time"));
  o.event = codes(f.at("event"));
  o.score = vector_of(f.at("score"));
  for (std::size_t i = 0; i < f.at("base_time").size(); ++i) {
    const std::pair place(static_cast<int>(f.at("base_repeat")[i]), static_cast<int>(f.at("base_fold")[i]));
    auto& curves = o.baseline[place].curves;
    if (curves.empty()) curves.push_back({0, 0, {}, {}});
    curves[0].time.push_back(f.at("base_time")[i]);
    curves[0].cumulative_hazard.push_back(f.at("base_hazard")[i]);
  }
  return o;
}

SurvivalOutOfFold few() {
  SurvivalOutOfFold o;
  o.repeat = {1, 1, 1, 1, 1, 1};
  o.fold = {1, 1, 1, 2, 2, 2};
  o.time = (VectorXd(6) << 1, 2, 3, 1, 2, 3).finished();
  o.event = {1, 1, 0, 0, 0, 0};
  o.score = (VectorXd(6) << 3, 1, 2, 1, 2, 3).finished();
  return o;
}

}  // namespace

TEST_CASE("models of survival are judged as R judges each test part") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("survival_performance")) {
    const SurvivalOutOfFold o = predictions_of(f);
    for (const auto& [field, metric] : metrics) {
      CAPTURE(name);
      CAPTURE(field);
      const Performance found = survival_performance(o, metric, f.at("horizon")[0]);
      const auto& expected = f.at(field);
      CHECK(relative(found.estimate, expected[0]) < 1e-9);
      CHECK(found.reason == "");
      ++checked;
      if (expected.size() > 3) CHECK(static_cast<double>(found.left_out) == expected[3]);
      if (std::isnan(expected[1])) continue;  // R gives no interval of the integral
      CHECK(relative(found.low, expected[1]) < 1e-8);
      CHECK(relative(found.high, expected[2]) < 1e-8);
    }
  }
  CHECK(checked == 16);
}

TEST_CASE("a test part without events is left out and counted") {
  const Performance c = survival_performance(few(), SurvivalMetric::c_index);
  CHECK(c.estimate == doctest::Approx(2.0 / 3).epsilon(1e-15));
  CHECK(c.left_out == 1);
  CHECK(c.reason == "one value");
  CHECK(std::isnan(c.low));
  SurvivalOutOfFold none = few();
  none.event.assign(6, 0);
  CHECK(survival_performance(none, SurvivalMetric::c_index).reason == "no comparable pair");
  CHECK(survival_performance(none, SurvivalMetric::hazard_ratio).reason == "no fit");
}

TEST_CASE("a metric at a time asks for it, and predictions have to be whole") {
  CHECK(survival_performance(few(), SurvivalMetric::time_auc).reason == "no horizon");
  CHECK(survival_performance(few(), SurvivalMetric::integrated_brier, 2).reason == "nothing known at the horizon");
  SurvivalOutOfFold o = few();
  o.score[2] = missing;
  CHECK(survival_performance(o, SurvivalMetric::c_index).reason == "missing value");
  o.score.resize(3);
  CHECK(survival_performance(o, SurvivalMetric::c_index).reason == "wrong sizes");
  CHECK(survival_performance({}, SurvivalMetric::c_index).reason == "no cases");
}

TEST_CASE("a model's own survival curves take the place of baseline and score") {
  for (const auto& [name, f] : rgx::test::read_cases("survival_performance")) {
    CAPTURE(name);
    SurvivalOutOfFold o = predictions_of(f);
    const SurvivalOutOfFold by_baseline = o;
    for (const auto& [place, baseline] : by_baseline.baseline) {
      std::vector<Eigen::Index> entries;
      for (std::size_t i = 0; i < o.fold.size(); ++i)
        if (std::pair(o.repeat[i], o.fold[i]) == place) entries.push_back(static_cast<Eigen::Index>(i));
      const auto& times = baseline.curves.front().time;
      o.survival[place] = {times, baseline.survival(by_baseline.score(entries), times)};
    }
    o.baseline.clear();
    const double horizon = f.at("horizon")[0];
    for (const SurvivalMetric metric : {SurvivalMetric::integrated_brier, SurvivalMetric::time_auc}) {
      const Performance want = survival_performance(by_baseline, metric, horizon);
      const Performance found = survival_performance(o, metric, horizon);
      CHECK(relative(found.estimate, want.estimate) < 1e-12);
      CHECK(relative(found.low, want.low) < 1e-10);
    }
    // The score is not read.
    o.score.setZero();
    CHECK(relative(survival_performance(o, SurvivalMetric::time_auc, horizon).estimate,
                   survival_performance(by_baseline, SurvivalMetric::time_auc, horizon).estimate) < 1e-12);
    // Before the first time all are alike.
    for (auto& [place, own] : o.survival) own.time.assign(own.time.size(), 2 * horizon);
    CHECK(relative(survival_performance(o, SurvivalMetric::time_auc, horizon).estimate, 0.5) < 1e-15);
    o.survival.begin()->second.survival.conservativeResize(1, Eigen::NoChange);
    CHECK_THROWS_AS(survival_performance(o, SurvivalMetric::time_auc, horizon), std::invalid_argument);
  }
}
