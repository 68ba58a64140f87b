#include "stats/correlation/kendall.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("Kendall agrees with R") {
  int exact = 0, normal = 0;
  for (const auto& [name, f] : rgx::test::read_cases("kendall")) {
    CAPTURE(name);
    const auto &x = f.at("x"), &y = f.at("y"), &tau = f.at("tau"), &want = f.at("normal");
    const TestResult r = kendall(x, y, Exact::never);
    CHECK(r.test == "kendall normal");
    CHECK(static_cast<double>(r.n) == tau[0]);
    CHECK(apart(r.estimate, tau[2]) < 1e-14);
    CHECK(apart(r.ci_low, tau[3]) < 1e-12);
    CHECK(apart(r.ci_high, tau[4]) < 1e-12);
    CHECK((r.ci_reason == Reason::too_few) == std::isnan(tau[3]));
    CHECK(apart(r.statistic, want[0]) < 1e-12 * std::max(1.0, std::abs(want[0])));
    if (want[1] > 1e-290) CHECK(relative(r.p, want[1]) < 1e-12);
    CHECK(apart(r.log10_p, want[2]) < 1e-12 * std::max(1.0, std::abs(want[2])));
    if (f.contains("exact")) {
      const TestResult e = kendall(x, y, Exact::always);
      CHECK(e.statistic == f.at("exact")[0]);
      CHECK(relative(e.p, f.at("exact")[1]) < 1e-12);
    }
    const TestResult chosen = kendall(x, y);
    if (f.contains("exact") && r.n < 50) {
      ++exact;
      CHECK(chosen.test == "kendall exact");
      CHECK(relative(chosen.p, f.at("exact")[1]) < 1e-12);
    } else {
      ++normal;
      CHECK(chosen.test == "kendall normal");
    }
    const TestResult back = kendall(y, x);
    CHECK(back.estimate == r.estimate);
  }
  CHECK(exact >= 8);
  CHECK(normal >= 6);
}

TEST_CASE("a printed example of Kendall") {
  const auto f = rgx::test::read_cases("kendall").at("tuna");
  const TestResult r = kendall(f.at("x"), f.at("y"));
  CHECK(r.statistic == 26);
  CHECK(r.p == doctest::Approx(0.1194).epsilon(1e-3));
  CHECK(r.estimate == doctest::Approx(0.4444444).epsilon(1e-6));
}

TEST_CASE("pairs are counted as one by one") {
  Stream draws(31);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = draws.below(30);
    const std::uint64_t values = 1 + draws.below(12);
    Column x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = static_cast<double>(draws.below(values));
      y[i] = static_cast<double>(draws.below(values));
    }
    std::int64_t count = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const double product = (x[i] - x[j]) * (y[i] - y[j]);
        count += product > 0 ? 1 : product < 0 ? -1 : 0;
      }
    }
    CHECK(kendall_excess(x, y) == count);
  }
  CHECK_THROWS_AS(kendall_excess(Column{1}, Column{1, 2}), std::invalid_argument);
}

TEST_CASE("Kendall at the edges") {
  const Column x{1, 2, 3}, flat{2, 2, 2};
  CHECK(kendall({}, {}).reason == Reason::too_few);
  CHECK(kendall(Column{1, nan_, 3}, Column{nan_, 2, 4}).reason == Reason::too_few);
  CHECK(kendall(x, flat).reason == Reason::constant);
  CHECK(std::isnan(kendall(x, flat).p));
  CHECK(kendall(Column{1, 1, 2}, x, Exact::always).reason == Reason::ties);
  CHECK_THROWS_AS(kendall(x, Column{1}), std::invalid_argument);
  Column many(151);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i);
  CHECK(kendall(many, many, Exact::always).reason == Reason::too_large);
  many.pop_back();
  const TestResult r = kendall(many, many, Exact::always);  // 2 of 150! orders
  CHECK(r.log10_p == doctest::Approx((std::log(2.0) - std::lgamma(151)) / std::log(10)).epsilon(1e-13));
  CHECK(kendall(many, many).ci_low == 1);
}
