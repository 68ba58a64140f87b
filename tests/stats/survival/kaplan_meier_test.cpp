#include "stats/survival/kaplan_meier.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "stats/survival/restricted_mean.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::relative;
using rgx::test::vector_of;
using rgx::test::worst;
using Column = std::vector<double>;

namespace {

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

SurvivalCases cases_of(const Fields& f) {
  return {f.at("time"), codes(f.at("event")), f.contains("entry") ? f.at("entry") : Column{}};
}

const std::pair<const char*, SurvivalInterval> intervals[] = {
    {"log", SurvivalInterval::log}, {"log_log", SurvivalInterval::log_log}, {"plain", SurvivalInterval::plain}};

// Time of each share, then the ends.
Column quantiles(const SurvivalCurve& curve) {
  Column time, low, high;
  for (const double p : {.1, .25, .5, .75}) {
    const SurvivalQuantile q = survival_quantile(curve, p);
    time.push_back(q.time);
    low.push_back(q.ci_low);
    high.push_back(q.ci_high);
  }
  time.insert(time.end(), low.begin(), low.end());
  time.insert(time.end(), high.begin(), high.end());
  return time;
}

Column landmarks(const SurvivalCurve& curve, const Column& marks) {
  Column risk, survival, low, high;
  for (const double t : marks) {
    const SurvivalAt at = survival_at(curve, t);
    risk.push_back(at.at_risk);
    survival.push_back(at.survival);
    low.push_back(at.ci_low);
    high.push_back(at.ci_high);
  }
  for (const Column* more : {&survival, &low, &high}) risk.insert(risk.end(), more->begin(), more->end());
  return risk;
}

std::vector<SurvivalCurve> curves_of(const Fields& f, SurvivalInterval kind = SurvivalInterval::log) {
  return kaplan_meier(cases_of(f), codes(f.at("group")), static_cast<int>(f.at("groups")[0]), kind);
}

double apart(const Column& found, const Column& expected) { return worst(vector_of(found), expected); }

SurvivalCases few() { return {{1, 2, 3, 4, 5}, {1, 0, 1, 1, 0}, {}}; }
const std::vector<int> halves = {0, 0, 1, 1, 1};

}  // namespace

TEST_CASE("curves, quantiles and landmarks equal survfit") {
  int curves = 0;
  for (const auto& [name, f] : rgx::test::read_cases("kaplan_meier")) {
    CAPTURE(name);
    for (const auto& [word, kind] : intervals) {
      CAPTURE(word);
      CHECK(survival_interval_named(word) == kind);
      const auto found = curves_of(f, kind);
      for (std::size_t g = 0; g < found.size(); ++g) {
        CAPTURE(g);
        const std::string at = std::to_string(g), type = std::string(word) + "_";
        const SurvivalCurve& c = found[g];
        if (!f.contains("n" + at)) {
          CHECK(c.n == 0);
          CHECK(c.time.empty());
          continue;
        }
        ++curves;
        CHECK(static_cast<double>(c.n) == f.at("n" + at)[0]);
        CHECK(static_cast<double>(c.events) == f.at("n" + at)[1]);
        CHECK(c.time == f.at("curve_time" + at));
        CHECK(c.at_risk == f.at("at_risk" + at));
        CHECK(c.events_at == f.at("events" + at));
        CHECK(c.censored_at == f.at("censored" + at));
        CHECK(apart(c.survival, f.at("survival" + at)) < 1e-12);
        CHECK(apart(c.se_log, f.at("se_log" + at)) < 1e-12);
        CHECK(apart(c.ci_low, f.at(type + "low" + at)) < 1e-12);
        CHECK(apart(c.ci_high, f.at(type + "high" + at)) < 1e-12);
        CHECK(apart(quantiles(c), f.at(type + "quantiles" + at)) < 1e-15);
        CHECK(apart(landmarks(c, f.at("marks")), f.at(type + "marks" + at)) < 1e-12);
      }
    }
  }
  CHECK(curves == 159);
}

TEST_CASE("restricted means equal the published formula") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("kaplan_meier")) {
    CAPTURE(name);
    const auto curves = curves_of(f);
    CHECK(common_follow_up(curves) == f.at("follow_up")[0]);
    std::vector<RestrictedMean> means;
    for (std::size_t g = 0; g < curves.size(); ++g) {
      for (std::size_t k = 0; k < f.at("tau").size(); ++k) {
        const RestrictedMean m = restricted_mean(curves[g], f.at("tau")[k]);
        if (k == 0) means.push_back(m);
        const std::string field = "rmst" + std::to_string(g) + "_" + std::to_string(k + 1);
        if (!f.contains(field)) {
          CHECK(m.reason == (curves[g].n == 0 ? "no cases" : "not followed to tau"));
          CHECK(std::isnan(m.mean));
          continue;
        }
        ++checked;
        CHECK(m.reason.empty());
        CHECK(apart({m.mean, m.se, m.ci_low, m.ci_high}, f.at(field)) < 1e-12);
      }
    }
    std::vector<RestrictedMean> known;
    for (const RestrictedMean& m : means)
      if (m.reason.empty()) known.push_back(m);
    const auto contrast = [&](const TestResult& r, const Column& want) {
      CHECK(apart({r.estimate, r.ci_low, r.ci_high, r.statistic, r.p, r.log10_p}, want) < 1e-10);
    };
    if (f.contains("difference")) contrast(rmst_difference(known[1], known[0]), f.at("difference"));
    if (f.contains("ratio")) contrast(rmst_ratio(known[1], known[0]), f.at("ratio"));
    if (f.contains("equal")) CHECK(worst(rmst_equal(means), f.at("equal")) < 1e-10);
  }
  CHECK(checked == 60);
}

TEST_CASE("a case censored at the time of an event is at risk for it") {
  const auto curve = kaplan_meier({{2, 2, 3}, {1, 0, 0}, {}}, {}, 1).front();
  CHECK(curve.at_risk == Column{3, 1});
  CHECK(curve.survival[0] == doctest::Approx(2.0 / 3).epsilon(1e-15));
}

TEST_CASE("who was observed from the beginning enters before any time") {
  const double start = std::numeric_limits<double>::lowest();
  const SurvivalCases plain{{1, 2, 3, 4}, {1, 0, 1, 1}, {}};
  SurvivalCases entered = plain;
  entered.entry.assign(4, start);
  CHECK(kaplan_meier(entered, {}, 1).front().survival == kaplan_meier(plain, {}, 1).front().survival);
  entered.entry[3] = 2;
  CHECK(kaplan_meier(entered, {}, 1).front().at_risk == Column{3, 2, 2, 1});
}

TEST_CASE("no cases give an empty curve, and what is asked of it is missing") {
  for (const SurvivalCases& none : {SurvivalCases{}, SurvivalCases{{nan_, 3}, {1, -1}, {}}}) {
    const auto curves = kaplan_meier(none, {}, 1);
    CHECK(curves.size() == 1);
    CHECK(curves[0].n == 0);
    CHECK(std::isnan(survival_quantile(curves[0], .5).time));
    CHECK(std::isnan(survival_at(curves[0], 1).survival));
    CHECK(std::isnan(common_follow_up(curves)));
    CHECK(restricted_mean(curves[0], 1).reason == "no cases");
  }
}

TEST_CASE("all censored before tau says so; nobody left before tau is known to the end") {
  const auto censored = kaplan_meier({{1, 2, 3}, {0, 0, 0}, {}}, {}, 1).front();
  CHECK(restricted_mean(censored, 4).reason == "not followed to tau");
  const RestrictedMean flat = restricted_mean(censored, 3);
  CHECK(flat.mean == 3);
  CHECK(flat.se == 0);
  CHECK(rmst_difference(flat, flat).reason == Reason::degenerate);
  CHECK(rmst_ratio(flat, flat).reason == Reason::degenerate);
  CHECK(rmst_equal(std::vector{flat, flat}).reason == Reason::degenerate);
  CHECK(rmst_difference(flat, RestrictedMean{}).reason == Reason::too_few);
  CHECK(rmst_equal(std::vector{flat}).reason == Reason::degenerate);
  CHECK(rmst_equal({}).reason == Reason::one_class);
  const auto gone = kaplan_meier({{1, 2}, {1, 1}, {}}, {}, 1).front();
  CHECK(restricted_mean(gone, 10).mean == doctest::Approx(1.5).epsilon(1e-15));
  // Everybody has the event at once: a mean of 0 has no ratio.
  const auto zero = kaplan_meier({{0, 0}, {1, 1}, {}}, {}, 1).front();
  CHECK(restricted_mean(zero, 2).mean == 0);
  CHECK(rmst_ratio(restricted_mean(gone, 2), restricted_mean(zero, 2)).reason == Reason::degenerate);
}

TEST_CASE("what is no survival is refused") {
  SurvivalCases bad = few();
  bad.time[2] = -1;
  CHECK_THROWS_WITH_AS(kaplan_meier(bad, halves, 2), "negative time", std::invalid_argument);
  bad.time[2] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH_AS(kaplan_meier(bad, halves, 2), "time is not finite", std::invalid_argument);
  bad = few();
  bad.entry = {0, 0, 3, 0, 0};
  CHECK_THROWS_WITH_AS(kaplan_meier(bad, halves, 2), "entry is not before the time", std::invalid_argument);
  bad.entry = {0};
  CHECK_THROWS_AS(kaplan_meier(bad, halves, 2), std::invalid_argument);
  CHECK_THROWS_AS(kaplan_meier(few(), halves, 1), std::invalid_argument);
  const auto curve = kaplan_meier(few(), halves, 2).front();
  CHECK_THROWS_AS(survival_quantile(curve, 0), std::invalid_argument);
  CHECK_THROWS_AS(restricted_mean(curve, 0), std::invalid_argument);
  CHECK_FALSE(survival_interval_named("log-log").has_value());
}

TEST_CASE("the first time at which a wavering end of the interval falls far enough counts") {
  // The upper end of the plain interval: falls to the height, rises again, falls again.
  SurvivalCurve curve;
  curve.time = {1, 2, 3, 4};
  curve.survival = {.6, .45, .4, .3};
  curve.ci_low = {.4, .2, .1, .05};
  curve.ci_high = {.7, .48, .52, .47};
  const SurvivalQuantile median = survival_quantile(curve, .5);
  CHECK(median.time == 2);
  CHECK(median.ci_low == 1);
  CHECK(median.ci_high == 2);
}
