#include "stats/groups/ordered.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/groups/dunn.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

namespace {

void check_tail(const TestResult& r, double p, double log10_p) {
  if (p > 1e-290) CHECK(relative(r.p, p) < 1e-12);
  CHECK(apart(r.log10_p, log10_p) < 1e-12 * std::max(1.0, std::abs(log10_p)));
}

}  // namespace

TEST_CASE("Jonckheere–Terpstra agrees with R") {
  int exact = 0, normal = 0;
  for (const auto& [name, f] : rgx::test::read_cases("ordered")) {
    CAPTURE(name);
    const auto& x = f.at("x");
    const auto g = codes(f.at("g"));
    const auto& want = f.at("jonckheere_normal");
    const TestResult r = jonckheere_terpstra(x, g, Exact::never);
    CHECK(r.test == "jonckheere normal");
    CHECK(r.statistic == want[0]);
    check_tail(r, want[1], want[2]);
    CHECK(apart(r.estimate, f.at("concordance")[0]) < 1e-13);
    CHECK(apart(r.ci_low, f.at("concordance")[1]) < 1e-12);
    CHECK(apart(r.ci_high, f.at("concordance")[2]) < 1e-12);
    CHECK((r.ci_reason == Reason::degenerate) == std::isnan(r.ci_low));
    if (f.contains("jonckheere_exact")) {
      const TestResult e = jonckheere_terpstra(x, g, Exact::always);
      CHECK(relative(e.p, f.at("jonckheere_exact")[0]) < 1e-12);
    }
    const TestResult chosen = jonckheere_terpstra(x, g);
    if (f.contains("jonckheere_exact") && r.n < 50) {
      ++exact;
      CHECK(chosen.p == jonckheere_terpstra(x, g, Exact::always).p);
    } else {
      ++normal;
      CHECK(chosen.p == r.p);
    }
  }
  CHECK(exact >= 6);
  CHECK(normal >= 6);
}

TEST_CASE("Dunn agrees with its formula in R, for two groups with Kruskal–Wallis") {
  for (const auto& [name, f] : rgx::test::read_cases("ordered")) {
    CAPTURE(name);
    const auto pairs = dunn(f.at("x"), codes(f.at("g")));
    const auto& want = f.at("dunn");
    REQUIRE(pairs.size() * 4 == want.size());
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      const TestResult& r = pairs[i].result;
      CHECK(pairs[i].lower < pairs[i].upper);
      CHECK(apart(r.statistic, want[4 * i]) < 1e-12 * std::max(1.0, std::abs(want[4 * i])));
      check_tail(r, want[4 * i + 1], want[4 * i + 2]);
      CHECK(relative(r.estimate, want[4 * i + 3]) < 1e-12);
    }
    if (pairs.size() == 1) {
      CHECK(relative(pairs[0].result.p, kruskal_wallis(f.at("x"), codes(f.at("g"))).p) < 1e-12);
    }
  }
}

TEST_CASE("a printed example of ordered groups") {
  const auto h = rgx::test::read_cases("ordered").at("performance");
  CHECK(jonckheere_terpstra(h.at("x"), codes(h.at("g"))).statistic == 79);
  CHECK(jonckheere_terpstra(h.at("x"), codes(h.at("g"))).p / 2 == doctest::Approx(0.0207).epsilon(2e-3));
}

TEST_CASE("two ordered groups are Wilcoxon's") {
  const Column x{1.5, 0.3, 2.2, 2.9, 1.1, 3.6, 4.1}, low{1.5, 0.3, 2.2}, high{2.9, 1.1, 3.6, 4.1};
  const std::vector<int> g{0, 0, 0, 1, 1, 1, 1};
  const TestResult j = jonckheere_terpstra(x, g), w = wilcoxon(high, low);
  CHECK(j.test == "jonckheere exact");
  CHECK(j.statistic == w.statistic);
  CHECK(relative(j.p, w.p) < 1e-14);
  CHECK(j.estimate == w.estimate);
}

TEST_CASE("ordered groups that cannot be tested say why") {
  const Column x{1, 2, 3}, flat{2, 2, 2};
  const std::vector<int> one{1, 1, 1}, two{0, 1, 1}, none{-1, -1, -1};
  CHECK(jonckheere_terpstra(x, one).reason == Reason::one_class);
  CHECK(jonckheere_terpstra(x, none).reason == Reason::one_class);
  CHECK(jonckheere_terpstra({}, {}).reason == Reason::one_class);
  CHECK(jonckheere_terpstra(flat, two).reason == Reason::constant);
  CHECK(std::isnan(jonckheere_terpstra(flat, two).p));
  CHECK(jonckheere_terpstra(flat, two).ci_reason == Reason::constant);
  CHECK(jonckheere_terpstra(Column{1, 1, 2}, two, Exact::always).reason == Reason::ties);
  CHECK(jonckheere_terpstra(Column{nan_, nan_, 2}, two).reason == Reason::one_class);
  CHECK_THROWS_AS(jonckheere_terpstra(x, std::vector<int>{0, 1}), std::invalid_argument);
  Column many(151);
  std::vector<int> group(151);
  for (int i = 0; i < 151; ++i) many[i] = i, group[i] = i % 3;
  CHECK(jonckheere_terpstra(many, group, Exact::always).reason == Reason::too_large);
  CHECK(dunn(x, one).empty());
  CHECK(dunn(flat, two).at(0).result.reason == Reason::constant);
  CHECK_THROWS_AS(dunn(x, std::vector<int>{0, 1}), std::invalid_argument);
}
