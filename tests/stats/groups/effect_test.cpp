#include "stats/groups/effect.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;

TEST_CASE("Cliff's delta agrees with effectsize, its interval with pROC") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("effect")) {
    if (!f.contains("delta")) continue;
    CAPTURE(name);
    ++checked;
    const Effect e = cliffs_delta(f.at("x"), f.at("y")), back = cliffs_delta(f.at("y"), f.at("x"));
    CHECK(relative(e.estimate, f.at("delta")[0]) < 1e-12);
    CHECK(apart(e.ci.low, f.at("delta")[1]) < 1e-12);
    CHECK(apart(e.ci.high, f.at("delta")[2]) < 1e-12);
    CHECK(apart(back.ci.high, -e.ci.low) < 1e-14);
  }
  CHECK(checked == 3);
  CHECK(cliffs_delta(Column{5, 6, 7}, Column{1, 2}).estimate == 1);
  CHECK(cliffs_delta(Column{5, 6, 7}, Column{1, 2}).ci_reason == Reason::degenerate);
  CHECK(cliffs_delta(Column{5}, Column{1, 7}).ci_reason == Reason::too_few);
  CHECK(cliffs_delta({}, Column{1, 7}).ci_reason == Reason::one_class);
}

TEST_CASE("partial eta squared of a term agrees with effectsize") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("effect")) {
    if (!f.contains("partial_eta")) continue;
    CAPTURE(name);
    ++checked;
    const auto& want = f.at("partial_eta");
    const Effect e = eta_squared(want[0], want[1], want[2]);
    CHECK(relative(e.estimate, want[3]) < 1e-12);
    CHECK(apart(e.ci.low, want[4]) < 1e-8);
    CHECK(apart(e.ci.high, want[5]) < 1e-8);
  }
  CHECK(checked == 4);
}
