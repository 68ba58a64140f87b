#include "stats/correction/westfall_young.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "stats/groups/compare.hpp"
#include "stats/permutation/arrangements.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::codes;

namespace {

struct Study {
  Eigen::MatrixXd features;
  PermutationDesign design;
};

Study study(const rgx::test::Fields& f) {
  const auto n = static_cast<Eigen::Index>(f.at("cases")[0]);
  const auto& x = f.at("X");
  Study s;
  s.features = Eigen::Map<const Eigen::MatrixXd>(x.data(), n, static_cast<Eigen::Index>(x.size()) / n);
  s.design.statistic = static_cast<PermutedStatistic>(static_cast<int>(f.at("statistic")[0]));
  if (f.contains("group")) s.design.group = codes(f.at("group"));
  if (f.contains("outcome")) s.design.outcome = f.at("outcome");
  if (f.contains("strata")) s.design.strata = codes(f.at("strata"));
  if (f.contains("z")) s.design.covariates.continuous = Eigen::Map<const Eigen::VectorXd>(f.at("z").data(), n);
  if (f.contains("k")) s.design.covariates.categories.push_back(codes(f.at("k")));
  return s;
}

// Features that follow a common factor; the first few also the group.
Study simulated(Eigen::Index n, Eigen::Index m, PermutedStatistic statistic) {
  Study s;
  Stream stream(77);
  s.design.statistic = statistic;
  s.features.resize(n, m);
  for (Eigen::Index i = 0; i < n; ++i) {
    s.design.group.push_back(static_cast<int>(i % 3 == 0));
    const double common = stream.normal();
    for (Eigen::Index f = 0; f < m; ++f) {
      s.features(i, f) = common + stream.normal() + (f < 3 ? 0.9 * s.design.group.back() : 0);
    }
  }
  return s;
}

ParallelFor backwards(std::size_t threads) {
  return [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
    std::vector<std::thread> team;
    for (std::size_t t = 0; t < threads; ++t) {
      team.emplace_back([&, t] {
        for (std::size_t i = count; i-- > 0;) {
          if (i % threads == t) body(i);
        }
      });
    }
    for (auto& thread : team) thread.join();
  };
}

}  // namespace

TEST_CASE("maxT and minP under all arrangements are multtest's and the papers'") {
  for (const auto& [name, f] : rgx::test::read_cases("westfall_young")) {
    CAPTURE(name);
    const auto s = study(f);
    for (const auto step : {StepDown::maxT, StepDown::minP}) {
      const auto out = westfall_young(s.features, s.design, step, 0, Stream(1));
      CHECK(out.complete);
      const auto& expected = f.at(step == StepDown::maxT ? "maxT" : "minP");
      REQUIRE(out.p.size() == expected.size());
      for (std::size_t i = 0; i < out.p.size(); ++i) {
        CAPTURE(i);
        CHECK(apart(out.observed[i], f.at("observed")[i]) < 1e-11);
        CHECK(apart(out.p_raw[i], f.at("raw")[i]) < 1e-12);
        CHECK(apart(out.p[i], expected[i]) < 1e-12);
      }
    }
  }
}

TEST_CASE("random draws come near all arrangements") {
  const auto s = simulated(12, 6, PermutedStatistic::welch);
  for (const auto step : {StepDown::maxT, StepDown::minP}) {
    const auto all = westfall_young(s.features, s.design, step, 0, Stream(1));
    const auto some = westfall_young(s.features, s.design, step, 4000, Stream(9));
    CHECK(all.draws == 494);
    CHECK(some.draws == 4000);
    for (std::size_t f = 0; f < 6; ++f) {
      for (const auto& [a, b] : {std::pair(all.p_raw[f], some.p_raw[f]), std::pair(all.p[f], some.p[f])}) {
        CHECK(std::abs(a - b) < 4 * std::sqrt(a * (1 - a) / 4000) + 1e-3);
      }
      CHECK(some.p[f] == (1.0 + static_cast<double>(some.count[f])) / 4001.0);
      CHECK(some.p_raw[f] == (1.0 + static_cast<double>(some.count_raw[f])) / 4001.0);
      CHECK(some.p[f] >= some.p_raw[f]);
    }
  }
}

TEST_CASE("the same bytes at any number of threads, another stream other draws") {
  auto s = simulated(40, 30, PermutedStatistic::student);
  for (Eigen::Index i = 0; i < 40; i += 7) s.features(i, 4) = missing;
  auto with = s;
  with.design.covariates.continuous = s.features.leftCols(1);
  for (const auto& one : {s, with}) {
    for (const auto step : {StepDown::maxT, StepDown::minP}) {
      const auto alone = westfall_young(one.features, one.design, step, 1999, Stream(5));
      const auto shared = westfall_young(one.features, one.design, step, 1999, Stream(5), backwards(5));
      for (std::size_t f = 0; f < alone.p.size(); ++f) {
        CHECK((alone.p[f] == shared.p[f] || std::isnan(alone.p[f])));
        CHECK(alone.count_raw[f] == shared.count_raw[f]);
      }
      CHECK(westfall_young(one.features, one.design, step, 1999, Stream(6)).count_raw != alone.count_raw);
    }
  }
}

TEST_CASE("covariates are held fixed, whatever is asked") {
  // Feature and group both follow z and nothing else.
  Stream stream(31);
  const Eigen::Index n = 60, m = 20;
  Study s;
  s.design.statistic = PermutedStatistic::student;
  s.features.resize(n, m);
  s.design.covariates.continuous.resize(n, 1);
  for (Eigen::Index i = 0; i < n; ++i) {
    const double z = stream.normal();
    s.design.covariates.continuous(i, 0) = z;
    s.design.group.push_back(z + 0.5 * stream.normal() > 0 ? 1 : 0);
    for (Eigen::Index f = 0; f < m; ++f) s.features(i, f) = z + stream.normal();
  }
  const auto held = westfall_young(s.features, s.design, StepDown::maxT, 999, Stream(3));
  CHECK(held.freedman_lane);
  CHECK(*std::min_element(held.p.begin(), held.p.end()) > 0.05);
  auto blind = s.design;
  blind.covariates = {};
  const auto fooled = westfall_young(s.features, blind, StepDown::maxT, 999, Stream(3));
  CHECK_FALSE(fooled.freedman_lane);
  CHECK(*std::max_element(fooled.p.begin(), fooled.p.end()) < 0.05);
  for (const auto statistic : {PermutedStatistic::welch, PermutedStatistic::wilcoxon}) {
    auto refused = s.design;
    refused.statistic = statistic;
    CHECK_THROWS_AS(westfall_young(s.features, refused, StepDown::maxT, 99, Stream(1)), std::invalid_argument);
  }
}

TEST_CASE("features that cannot be tested leave the family") {
  auto s = simulated(9, 6, PermutedStatistic::welch);
  s.features.col(1).setConstant(4);
  s.features(2, 2) = std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < 9; i += 3) s.features(i, 3) = missing;  // group 1 is gone
  for (Eigen::Index i = 3; i < 9; i += 3) s.features(i, 4) = missing;  // one of it is left
  for (const auto step : {StepDown::maxT, StepDown::minP}) {
    const auto out = westfall_young(s.features, s.design, step, 0, Stream(1));
    CHECK(out.why == std::vector<Reason>{Reason::none, Reason::constant, Reason::not_finite, Reason::one_class,
                                         Reason::too_few, Reason::none});
    for (const std::size_t f : {1u, 2u, 3u, 4u}) CHECK(std::isnan(out.p[f]));
    CHECK(out.n[4] == 7);
    Eigen::MatrixXd two(9, 2);
    two << s.features.col(0), s.features.col(5);
    const auto alone = westfall_young(two, s.design, step, 0, Stream(1));
    CHECK(alone.p[0] == out.p[0]);
    CHECK(alone.p[1] == out.p[5]);
  }
  const auto welch_t = welch(std::vector<double>{s.features(0, 0), s.features(3, 0), s.features(6, 0)},
                             std::vector<double>{s.features(1, 0), s.features(2, 0), s.features(4, 0), s.features(5, 0),
                                                 s.features(7, 0), s.features(8, 0)});
  CHECK(apart(westfall_young(s.features, s.design, StepDown::maxT, 9, Stream(1)).observed[0], welch_t.statistic) <
        1e-12);

  s.design.group[4] = -1;
  CHECK(westfall_young(s.features, s.design, StepDown::maxT, 9, Stream(1)).cases == 8);
  Study parted{Eigen::MatrixXd(6, 1), {}};
  parted.features << 1, 1, 1, 2, 2, 2;  // nothing varies within the groups
  parted.design.group = {0, 0, 0, 1, 1, 1};
  const auto edge = westfall_young(parted.features, parted.design, StepDown::maxT, 0, Stream(1));
  CHECK(std::isinf(edge.observed[0]));
  CHECK(edge.p[0] == 0.1);
  CHECK(westfall_young(Eigen::MatrixXd(6, 0), parted.design, StepDown::minP, 9, Stream(1)).p.empty());
}

TEST_CASE("designs that are none are refused, enumerations too large are not begun") {
  auto s = simulated(30, 2, PermutedStatistic::welch);
  const auto out = westfall_young(s.features, s.design, StepDown::maxT, 0, Stream(1));
  CHECK(out.reason == Reason::too_large);
  CHECK(std::isnan(out.p[0]));
  auto design = s.design;
  design.group.pop_back();
  CHECK_THROWS_AS(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)), std::invalid_argument);
  design = s.design;
  design.group[0] = 2;
  CHECK_THROWS_AS(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)), std::invalid_argument);
  design = s.design;
  design.outcome.assign(30, 1.0);
  CHECK_THROWS_AS(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)), std::invalid_argument);
  design = s.design;
  design.strata.assign(3, 1);
  CHECK_THROWS_AS(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)), std::invalid_argument);
  design = {};
  design.statistic = PermutedStatistic::pearson;
  design.outcome.assign(30, 1.0);
  CHECK(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)).why[0] == Reason::constant);
  for (std::size_t i = 0; i < 30; ++i) design.outcome[i] = i == 3 ? INFINITY : static_cast<double>(i % 4);
  s.features(3, 1) = missing;
  CHECK(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)).why ==
        std::vector<Reason>(2, Reason::not_finite));
  design.outcome.assign(30, 1.0);
  design.outcome[3] = 2;
  design.covariates.continuous = Eigen::VectorXd::Unit(30, 3);
  CHECK(westfall_young(s.features, design, StepDown::maxT, 9, Stream(1)).why ==
        std::vector<Reason>{Reason::collinear, Reason::constant});
}

TEST_CASE("arrangements are all there, once each, within strata") {
  const std::vector<int> labels{1, 0, 2, 1, 0, 0, 7}, strata{0, 0, 0, 0, 1, 1, 1};
  const Arrangements all(labels, strata);
  CHECK(all.total() == 12 * 3);
  CHECK(all.at(0) == labels);
  std::vector<std::vector<int>> seen;
  for (std::uint64_t i = 0; i < 36; ++i) seen.push_back(all.at(i));
  for (const auto& one : seen) {
    CHECK(std::count(one.begin(), one.begin() + 4, 1) == 2);
    CHECK(std::count(one.begin() + 4, one.end(), 7) == 1);
  }
  std::sort(seen.begin(), seen.end());
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
  std::vector<int> hits(36);
  for (std::uint32_t b = 0; b < 7200; ++b) {
    const auto drawn = all.draw(Stream(4).at(b));
    const auto at = std::lower_bound(seen.begin(), seen.end(), drawn);
    REQUIRE(*at == drawn);
    ++hits[static_cast<std::size_t>(at - seen.begin())];
  }
  CHECK(*std::min_element(hits.begin(), hits.end()) > 140);  // 200 expected, sd 14
  CHECK(*std::max_element(hits.begin(), hits.end()) < 260);
}
