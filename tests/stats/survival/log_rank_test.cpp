#include "stats/survival/log_rank.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::relative;
using rgx::test::vector_of;
using rgx::test::worst;
using Column = std::vector<double>;

namespace {

SurvivalCases cases_of(const Fields& f) {
  return {f.at("time"), codes(f.at("event")), f.contains("entry") ? f.at("entry") : Column{}};
}

struct Case {
  explicit Case(const Fields& f)
      : cases(cases_of(f)), group(codes(f.at("group"))), groups(static_cast<int>(f.at("groups")[0])) {
    if (f.contains("stratum")) options.stratum = codes(f.at("stratum"));
  }
  [[nodiscard]] LogRank run() const { return log_rank(cases, group, groups, options); }
  SurvivalCases cases;
  std::vector<int> group;
  int groups;
  LogRankOptions options;
};

double beside_one(const Column& found, const Column& expected) {
  REQUIRE(found.size() == expected.size());
  double most = 0;
  for (std::size_t i = 0; i < found.size(); ++i) most = std::max(most, rgx::test::apart(found[i], expected[i]));
  return most;
}

}  // namespace

TEST_CASE("log-rank and Peto tests equal survdiff") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("log_rank")) {
    if (!f.contains("test")) continue;
    CAPTURE(name);
    Case c(f);
    for (const double rho : {0.0, 1.0}) {
      CAPTURE(rho);
      ++checked;
      c.options.rho = rho;
      const auto named = [&](const char* field) {
        return rho == 0 ? std::string(field) : std::string(field) + "_peto";
      };
      const LogRank found = c.run();
      CHECK(found.result.reason == Reason::none);
      CHECK(worst(found.result, f.at(named("test"))) < 1e-11);
      CHECK(beside_one(found.observed, f.at(named("observed"))) < 1e-12);
      CHECK(beside_one(found.expected, f.at(named("expected"))) < 1e-12);
      const Eigen::VectorXd variance = found.variance.reshaped();
      CHECK((variance - vector_of(f.at(named("variance")))).cwiseAbs().maxCoeff() < 1e-10);
      if (f.contains(named("trend"))) {
        const Column scores = f.contains("scores") ? f.at("scores") : Column{};
        CHECK(worst(log_rank_trend(found, scores), f.at(named("trend"))) < 1e-11);
      }
      if (!f.contains(named("pairs"))) continue;
      const auto pairs = pairwise_log_rank(c.cases, c.group, c.groups, c.options);
      Column numbers, ratios;
      for (const PairResult& p : pairs) {
        for (const double v : {double(p.lower), double(p.upper), p.result.statistic, p.result.p}) numbers.push_back(v);
        for (const double v : {p.result.estimate, p.result.ci_low, p.result.ci_high}) ratios.push_back(v);
      }
      CHECK(worst(vector_of(numbers), f.at(named("pairs"))) < 1e-11);
      if (rho == 0) CHECK(worst(vector_of(ratios), f.at("pair_ratios")) < 1e-9);
    }
    if (!f.contains("hazard_ratio")) continue;
    const TestResult r = c.run().result;
    CHECK(r.estimate_kind == "hazard_ratio");
    CHECK(worst(vector_of(Column{r.estimate, r.ci_low, r.ci_high}), f.at("hazard_ratio")) < 1e-9);
  }
  CHECK(checked == 40);
}

TEST_CASE("with left truncation the log-rank is the score test of the discrete partial likelihood") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("log_rank")) {
    if (!f.contains("entry_test")) continue;
    CAPTURE(name);
    ++checked;
    const TestResult r = Case(f).run().result;
    CHECK(worst(r, f.at("entry_test")) < 1e-10);
    CHECK(std::isnan(r.estimate) == !f.contains("entry_ratio"));
    if (f.contains("entry_ratio"))
      CHECK(worst(vector_of(Column{r.estimate, r.ci_low, r.ci_high}), f.at("entry_ratio")) < 1e-9);
  }
  CHECK(checked == 3);
}

TEST_CASE("what cannot be tested says why") {
  const SurvivalCases five{{1, 2, 3, 4, 5}, {1, 0, 1, 1, 0}, {}};
  CHECK(log_rank(five, std::vector{0, 0, 0, 0, 0}, 2).result.reason == Reason::one_class);
  CHECK(log_rank(five, std::vector{-1, -1, -1, -1, -1}, 2).result.reason == Reason::too_few);
  SurvivalCases quiet = five;
  quiet.event.assign(5, 0);
  const LogRank none = log_rank(quiet, std::vector{0, 1, 0, 1, 0}, 2);
  CHECK(none.result.reason == Reason::one_class);
  CHECK(none.cases == std::vector<std::size_t>{3, 2});
  CHECK(log_rank_trend(none).reason == Reason::one_class);
  // One group leaves before the first event of the other.
  CHECK(log_rank({{1, 2, 3, 4}, {0, 0, 1, 1}, {}}, std::vector{0, 0, 1, 1}, 2).result.reason == Reason::one_class);
  // Each stratum holds one group only.
  LogRankOptions apart;
  apart.stratum = {0, 0, 1, 1, 1};
  CHECK(log_rank(five, std::vector{0, 0, 1, 1, 1}, 2, apart).result.reason == Reason::one_class);
  // Everybody has the event at once.
  CHECK(log_rank({{2, 2, 2}, {1, 1, 1}, {}}, std::vector{0, 1, 1}, 2).result.reason == Reason::one_class);
  CHECK_THROWS_WITH_AS(log_rank({{-2, 2}, {1, 1}, {}}, std::vector{0, 1}, 2), "negative time", std::invalid_argument);
  CHECK_THROWS_AS(log_rank(five, std::vector{0, 1}, 2), std::invalid_argument);
}

TEST_CASE("groups compared in different strata only take the degrees of freedom that are there") {
  // 0 with 1 in one stratum, 2 with 3 in the other: two comparisons among four groups.
  const SurvivalCases cases{{1, 2, 3, 4, 5, 1, 3, 4, 6, 7}, {1, 1, 1, 0, 1, 1, 1, 1, 0, 1}, {}};
  const std::vector<int> group{0, 1, 0, 1, 0, 2, 3, 2, 3, 2};
  LogRankOptions options;
  options.stratum = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  const TestResult r = log_rank(cases, group, 4, options).result;
  CHECK(r.df == 2);
  double sum = 0;
  for (const int first : {0, 5}) {
    const auto part = [&](const auto& v) { return std::vector(v.begin() + first, v.begin() + first + 5); };
    sum += log_rank({part(cases.time), part(cases.event), {}}, part(group), 4).result.statistic;
  }
  CHECK(r.statistic == doctest::Approx(sum).epsilon(1e-12));
}

TEST_CASE("trend: two groups are the test itself; scores that do not differ have none") {
  const SurvivalCases cases{{1, 2, 3, 4, 5, 6}, {1, 0, 1, 1, 0, 1}, {}};
  const LogRank two = log_rank(cases, std::vector{0, 1, 0, 1, 0, 1}, 2);
  CHECK(log_rank_trend(two).statistic == doctest::Approx(two.result.statistic).epsilon(1e-13));
  CHECK(log_rank_trend(two, Column{3, 3}).reason == Reason::one_class);
  CHECK_THROWS_AS(log_rank_trend(two, Column{1}), std::invalid_argument);
  CHECK_THROWS_AS(log_rank_trend(two, Column{1, NAN}), std::invalid_argument);
}

TEST_CASE("a group without an event has no finite hazard ratio") {
  const TestResult r = log_rank({{1, 2, 3, 4}, {1, 0, 1, 0}, {}}, std::vector{0, 1, 0, 1}, 2).result;
  CHECK(r.estimate == 0);
  CHECK(std::isnan(r.ci_low));
  CHECK(r.ci_reason == Reason::separated);
}
