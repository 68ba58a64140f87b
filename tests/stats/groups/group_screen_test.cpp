#include "stats/groups/group_screen.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>

#include "stats/base/describe.hpp"
#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

namespace {

using Groupings = std::vector<std::vector<int>>;

// Normal, tied, tiny spread, huge, with gaps, constant, infinite, separated.
MatrixXd features(Index n) {
  Stream draws(1);
  MatrixXd m(n, 14);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = draws.normal();
  m.col(2) = m.col(2).array().round();
  m.col(3) = 1e9 + 1e-3 * m.col(3).array();
  m.col(4) *= 1e200;
  m.col(5) *= 1e-250;
  m.col(6).setConstant(5);
  m(3, 7) = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < n; i += 4) m(i, 8) = nan_;
  for (Index i = 0; i < n; i += 3) m(i, 9) = nan_;
  m.col(10).setConstant(nan_);
  for (Index i = 0; i < n; ++i) m(i, 11) = i % 2 == 0 ? 1000 + m(i, 11) : m(i, 11);
  for (Index i = 0; i < n; ++i) m(i, 12) = i % 2 == 0 ? 1 : 0;
  m.col(13) = m.col(2) * 3;
  return m;
}

Groupings groupings(Index n, int levels, int count) {
  Stream draws(2);
  Groupings out;
  for (int g = 0; g < count; ++g) {
    std::vector<int> codes;
    for (Index i = 0; i < n; ++i) codes.push_back(static_cast<int>(draws.uniform() * levels));
    out.push_back(codes);
  }
  for (Index i = 0; i < n; ++i) out[0][static_cast<std::size_t>(i)] = i % 2 == 0;
  for (auto& code : out[1]) code = 1;                                          // one class
  for (std::size_t i = 0; i < out[2].size(); ++i) out[2][i] = i == 5 ? 1 : 0;  // a class of one
  for (std::size_t i = 0; i < out[3].size(); i += 5) out[3][i] = -1;           // gaps
  for (std::size_t i = 0; i < out[4].size(); ++i) out[4][i] = -1;              // nothing known
  for (auto& code : out[5]) code = code == 0 ? levels - 1 : code;              // an empty level
  for (std::size_t i = 2; i < out[6].size(); ++i) out[6][i] = -1;              // two cases
  return out;
}

TestResult one(const MatrixXd& m, Index f, const std::vector<int>& codes, GroupTest test, Exact exact) {
  const std::vector<double> x(m.col(f).begin(), m.col(f).end());
  if (test == GroupTest::kruskal_wallis) return kruskal_wallis(x, codes);
  if (test == GroupTest::anova) return anova(x, codes, true);
  if (test == GroupTest::welch_anova) return anova(x, codes, false);
  const auto by = by_group(x, codes, 2);
  if (test == GroupTest::wilcoxon) return wilcoxon(by[1], by[0], exact);
  return test == GroupTest::student ? student(by[1], by[0]) : welch(by[1], by[0]);
}

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Largest relative difference of the numbers; infinite when a reason, a name or a count differs.
double difference(const TestResult& got, const TestResult& want) {
  if (got.reason != want.reason || got.test != want.test || got.n != want.n ||
      got.estimate_kind != want.estimate_kind ||
      (got.reason != Reason::none && got.ci_reason != want.ci_reason && got.ci_reason != Reason::not_asked)) {
    return std::numeric_limits<double>::infinity();
  }
  double most = 0;
  const std::pair<double, double> pairs[] = {{got.statistic, want.statistic},
                                             {got.df, want.df},
                                             {got.df2, want.df2},
                                             {got.p, want.p},
                                             {got.log10_p, want.log10_p},
                                             {got.estimate, want.estimate}};
  for (const auto& [a, b] : pairs) {
    if (!same(a, b)) most = std::max(most, std::isnan(a) || std::isnan(b) ? 1e300 : std::abs(a - b) / std::abs(b));
  }
  return most;
}

}  // namespace

TEST_CASE("a screen by ranks is the single tests, bit for bit") {
  for (const Index n : {Index{30}, Index{137}}) {
    const MatrixXd m = features(n);
    for (const GroupTest test : {GroupTest::wilcoxon, GroupTest::kruskal_wallis}) {
      const Groupings g = groupings(n, test == GroupTest::wilcoxon ? 2 : 4, 12);
      for (const Exact exact : {Exact::automatic, Exact::always, Exact::never}) {
        const auto got = group_screen(m, g, test, {exact});
        REQUIRE(got.size() == static_cast<std::size_t>(m.cols()) * g.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
          CAPTURE(i);
          const auto f = static_cast<Index>(i) % m.cols();
          const TestResult want = one(m, f, g[i / static_cast<std::size_t>(m.cols())], test, exact);
          CHECK(difference(got[i], want) == 0);
          CHECK(std::isnan(got[i].ci_low));
        }
      }
    }
  }
}

TEST_CASE("a screen of means is the single tests to rounding") {
  double worst = 0;
  for (const Index n : {Index{9}, Index{137}}) {
    const MatrixXd m = features(n);
    for (const GroupTest test : {GroupTest::student, GroupTest::welch, GroupTest::anova, GroupTest::welch_anova}) {
      const bool two = test == GroupTest::student || test == GroupTest::welch;
      const Groupings g = groupings(n, two ? 2 : 4, 12);
      const auto got = group_screen(m, g, test);
      for (std::size_t i = 0; i < got.size(); ++i) {
        CAPTURE(i);
        CAPTURE(n);
        const auto f = static_cast<Index>(i) % m.cols();
        const TestResult want = one(m, f, g[i / static_cast<std::size_t>(m.cols())], test, Exact::automatic);
        const double off = difference(got[i], want);
        CHECK(off < 1e-10);
        worst = std::max(worst, off);
        CHECK(std::isnan(got[i].ci_low));
        if (got[i].reason == Reason::none) CHECK(got[i].ci_reason == Reason::not_asked);
      }
    }
  }
  MESSAGE("largest relative difference ", worst);
}

TEST_CASE("intervals when they are asked for") {
  const MatrixXd m = features(40);
  const Groupings g = groupings(40, 2, 8);
  const auto got = group_screen(m, g, GroupTest::wilcoxon, {Exact::automatic, true, 0.9});
  const auto by = by_group(std::vector<double>(m.col(0).begin(), m.col(0).end()), g[0], 2);
  const TestResult want = wilcoxon(by[1], by[0], Exact::automatic, 0.9);
  CHECK(got[0].ci_low == want.ci_low);
  CHECK(got[0].ci_high == want.ci_high);
}

TEST_CASE("more groupings than one product takes, at any number of threads") {
  const MatrixXd m = features(60);
  const Groupings g = groupings(60, 2, 600);
  const auto alone = group_screen(m, g, GroupTest::welch);
  const ParallelFor parallel = [](std::size_t count, const std::function<void(std::size_t)>& body) {
    std::vector<std::thread> team;
    for (std::size_t t = 0; t < 5; ++t) {
      team.emplace_back([&, t] {
        for (std::size_t i = t; i < count; i += 5) body(i);
      });
    }
    for (auto& member : team) member.join();
  };
  const auto shared = group_screen(m, g, GroupTest::welch, {}, parallel);
  for (std::size_t i = 0; i < alone.size(); ++i) {
    CHECK(same(alone[i].p, shared[i].p));
    CHECK(same(alone[i].statistic, shared[i].statistic));
  }
}

TEST_CASE("what a screen refuses") {
  const MatrixXd m = features(10);
  CHECK_THROWS_AS(group_screen(m, Groupings{{0, 1}}, GroupTest::wilcoxon), std::invalid_argument);
  CHECK_THROWS_AS(group_screen(m, Groupings{std::vector<int>(10, 2)}, GroupTest::welch), std::invalid_argument);
  CHECK(group_screen(m, {}, GroupTest::anova).empty());
  CHECK(group_screen(MatrixXd(10, 0), Groupings{std::vector<int>(10, 0)}, GroupTest::anova).empty());
}
