#include "stats/survival/competing.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::VectorXd;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::vector_at;
using rgx::test::vector_of;
using rgx::test::worst;

namespace {

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

CompetingCases cases_of(const Fields& f) {
  return {vector_of(f.at("time")), codes(f.at("cause")), vector_at(f, "entry")};
}
int cause_of(const Fields& f) { return static_cast<int>(f.at("of")[0]); }

CompetingCases few() { return {VectorXd::LinSpaced(6, 1, 6), {1, 2, 0, 1, 2, 1}, {}}; }

}  // namespace

TEST_CASE("cumulative incidence equals cuminc, and survfit where cases enter late") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("competing")) {
    if (!f.contains("estimate")) continue;
    CAPTURE(name);
    ++checked;
    const CumulativeIncidence curve = cumulative_incidence(cases_of(f), cause_of(f));
    CHECK(curve.time == f.at("step_time"));
    CHECK(curve.at_risk == f.at("at_risk"));
    CHECK(curve.count == f.at("count"));
    CHECK(worst(vector_of(curve.estimate), f.at("estimate")) < 1e-12);
    if (!f.contains("variance")) continue;
    CHECK(worst(vector_of(curve.variance), f.at("variance")) < 1e-11);
    CHECK(worst(vector_of(curve.ci_low), f.at("ci_low")) < 1e-11);
    CHECK(worst(vector_of(curve.ci_high), f.at("ci_high")) < 1e-11);
  }
  CHECK(checked == 13);
}

TEST_CASE("Gray's test equals cuminc") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("competing")) {
    if (!f.contains("gray")) continue;
    CAPTURE(name);
    ++checked;
    const std::vector<int> stratum = f.contains("stratum") ? codes(f.at("stratum")) : std::vector<int>();
    const TestResult gray = gray_test(cases_of(f), codes(f.at("group")), stratum, cause_of(f), f.at("rho")[0]);
    CHECK(gray.n == f.at("time").size());
    CHECK(worst(gray, f.at("gray")) < 1e-10);
  }
  CHECK(checked == 14);
}

TEST_CASE("without competing events the incidence is one less Kaplan–Meier") {
  CompetingCases cases{VectorXd::LinSpaced(5, 1, 5), {1, 0, 1, 1, 0}, {}};
  const CumulativeIncidence curve = cumulative_incidence(cases);
  CHECK(curve.events == 3);
  CHECK(curve.estimate[0] == doctest::Approx(1 - 4.0 / 5).epsilon(1e-15));
  CHECK(curve.estimate[2] == doctest::Approx(1 - 4.0 / 5 * 2 / 3 / 2).epsilon(1e-15));
  CHECK(step_at(curve, curve.estimate, 0.5, 0) == 0);
  CHECK(step_at(curve, curve.estimate, 3, 0) == curve.estimate[1]);
  CHECK(step_at(curve, curve.estimate, 99, 0) == curve.estimate[2]);
}

TEST_CASE("the incidences of all causes and the survival without any add up to one") {
  const CompetingCases cases = few();
  const CumulativeIncidence one = cumulative_incidence(cases, 1), two = cumulative_incidence(cases, 2);
  CHECK(one.estimate.back() + two.estimate.back() == doctest::Approx(1).epsilon(1e-15));
  CHECK(cumulative_incidence(cases, 3).time.empty());
}

TEST_CASE("times apart by rounding are tied, in the test over all groups") {
  CompetingCases cases{VectorXd(6), {1, 1, 2, 1, 0, 1}, {}}, exact = cases;
  exact.time << 1, 1, 2, 3, 3, 4;
  cases.time = exact.time;
  cases.time[1] += 1e-12;
  const int group[] = {0, 1, 0, 1, 0, 1};
  CHECK(gray_test(cases, group).statistic == gray_test(exact, group).statistic);
  CHECK(cumulative_incidence(cases).estimate == cumulative_incidence(exact).estimate);
}

TEST_CASE("what cannot be compared says why") {
  const int one[] = {0, 0, 0, 0, 0, 0}, two[] = {0, 0, 1, 1, 0, 1}, unknown[] = {-1, -1, -1, -1, -1, -1};
  CHECK(gray_test(few(), one).reason == Reason::one_class);
  CHECK(gray_test(few(), unknown).reason == Reason::too_few);
  CHECK(gray_test(few(), two, {}, 3).reason == Reason::one_class);
  CompetingCases none = few();
  none.cause.assign(6, 0);
  CHECK(gray_test(none, two).reason == Reason::one_class);
  CHECK(cumulative_incidence(none).time.empty());
  // A group that is gone before the first event compares nothing.
  CompetingCases early = few();
  early.cause[0] = 0;
  const int gone[] = {2, 0, 1, 1, 0, 1};
  CHECK(gray_test(early, gone).df == 1);
  CompetingCases holes = few();
  holes.time[2] = nan_;
  holes.cause[4] = -1;
  CHECK(cumulative_incidence(holes).n == 4);
}

TEST_CASE("entries at or after their time, and wrong sizes, are errors") {
  CompetingCases late = few();
  late.entry = VectorXd::Zero(6);
  late.entry[3] = 4;
  CHECK_THROWS_AS(cumulative_incidence(late), std::invalid_argument);
  late.entry[3] = 3;
  const int group[] = {0, 0, 1, 1, 0, 1};
  CHECK_THROWS_AS(gray_test(late, group), std::invalid_argument);
  late.entry.resize(2);
  CHECK_THROWS_AS(cumulative_incidence(late), std::invalid_argument);
  CHECK_THROWS_AS(gray_test(few(), std::span(group).first(5)), std::invalid_argument);
}
