#include "stats/survival/maximal_log_rank.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
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

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

SurvivalCases cases_of(const Fields& f) { return {f.at("time"), codes(f.at("event")), {}}; }
CutSearch search_of(const Fields& f) { return {f.at("shares")[0], f.at("shares")[1], false}; }
Permutations drawn(std::uint64_t key) { return {Stream(key), 9999, 0}; }

}  // namespace

TEST_CASE("maximally selected log-rank equals maxstat.test") {
  int checked = 0, improved = 0;
  for (const auto& [name, f] : rgx::test::read_cases("maximal_log_rank")) {
    CAPTURE(name);
    ++checked;
    CutSearch search = search_of(f);
    const MaximalCut found = maximal_log_rank(cases_of(f), f.at("x"), search);
    CHECK(found.result.reason == Reason::none);
    CHECK(relative(found.result.statistic, f.at("statistic")[0]) < 1e-12);
    CHECK(std::abs(found.z) == found.result.statistic);
    CHECK(found.cut == f.at("cut")[0]);
    CHECK(static_cast<double>(found.low) == f.at("size")[0]);
    CHECK(static_cast<double>(found.high) == f.at("size")[1]);
    // The tail falls by the square of the statistic: its digits are fewer.
    const double b = f.at("statistic")[0];
    if (f.at("p")[0] > 1e-290) CHECK(relative(found.result.p, f.at("p")[0]) < 1e-12 * std::max(10.0, b * b));
    CHECK(rgx::test::apart(found.result.log10_p, f.at("p")[1]) < 1e-12);
    if (f.contains("cuts")) {
      CHECK(found.cuts == f.at("cuts"));
      Column size;
      for (const double z : found.z_at) size.push_back(std::abs(z));
      CHECK((vector_of(size) - vector_of(f.at("stats"))).cwiseAbs().maxCoeff() < 1e-12);
      Column time;
      std::vector<int> event;
      for (const std::size_t i : survival_rows(cases_of(f), {}))
        if (!std::isnan(f.at("x")[i])) time.push_back(f.at("time")[i]), event.push_back(f.at("event")[i] > 0);
      CHECK((vector_of(log_rank_scores(time, event)) - vector_of(f.at("scores"))).cwiseAbs().maxCoeff() < 1e-12);
    }
    if (!f.contains("p_improved")) continue;
    ++improved;
    search.improved = true;
    CHECK(relative(maximal_log_rank(cases_of(f), f.at("x"), search).result.p, f.at("p_improved")[0]) < 1e-10);
  }
  CHECK(checked == 16);
  CHECK(improved >= 12);
}

TEST_CASE("permuting equals every order of the scores in R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("maximal_log_rank")) {
    if (!f.contains("complete")) continue;
    CAPTURE(name);
    ++checked;
    const auto& want = f.at("complete");
    const PermutedCut all = permute_maximal_log_rank(cases_of(f), f.at("x"), {Stream(1), 999, 1e6}, search_of(f));
    CHECK(all.permutations.complete);
    CHECK(static_cast<double>(all.permutations.as_extreme) == want[0]);
    CHECK(static_cast<double>(all.permutations.arrangements) == want[1]);
    CHECK(all.found.result.p == doctest::Approx(want[0] / want[1]).epsilon(1e-15));
    const PermutedCut some = permute_maximal_log_rank(cases_of(f), f.at("x"), drawn(5), search_of(f));
    const double p = want[0] / want[1];
    CHECK(std::abs(some.found.result.p - p) < 4 * std::sqrt(p * (1 - p) / 9999) + 1e-4);
    CHECK(some.found.result.test == "permutation max_log_rank");
  }
  CHECK(checked == 2);
}

TEST_CASE("without effect the permutation p is below a level as often as the level says") {
  int below = 0;
  const int sets = 200;
  for (int s = 0; s < sets; ++s) {
    Stream stream(77, static_cast<std::uint32_t>(s));
    SurvivalCases cases;
    Column x;
    for (int i = 0; i < 40; ++i) {
      const double time = -std::log(1 - stream.uniform()), censored = 2 * stream.uniform();
      cases.time.push_back(std::min(time, censored));
      cases.event.push_back(time <= censored);
      x.push_back(stream.normal());
    }
    below += permute_maximal_log_rank(cases, x, {Stream(static_cast<std::uint64_t>(s)), 199, 0}).found.result.p <= .1;
  }
  CHECK(std::abs(below - .1 * sets) < 4 * std::sqrt(.09 * sets));
}

TEST_CASE("the sign says which group fares worse") {
  SurvivalCases cases{{1, 2, 3, 10, 11, 12}, {1, 1, 1, 1, 1, 1}, {}};
  const Column rising{1, 2, 3, 4, 5, 6}, falling{6, 5, 4, 3, 2, 1};
  CHECK(maximal_log_rank(cases, rising).z > 0);
  CHECK(maximal_log_rank(cases, falling).z < 0);
}

TEST_CASE("what cannot be cut says why") {
  const SurvivalCases six{{1, 2, 3, 4, 5, 6}, {1, 0, 1, 1, 0, 1}, {}};
  const Column x{1, 2, 3, 4, 5, 6};
  CHECK(maximal_log_rank(six, Column(6, 2)).result.reason == Reason::constant);
  // The only step of x lies outside the shares.
  CHECK(maximal_log_rank(six, Column{1, 2, 2, 2, 2, 2}, {.4, .6, false}).result.reason == Reason::constant);
  CHECK(maximal_log_rank(six, Column{1, nan_, 2, nan_, nan_, nan_}).result.reason == Reason::too_few);
  SurvivalCases quiet = six;
  quiet.event.assign(6, 0);
  const PermutedCut none = permute_maximal_log_rank(quiet, x, drawn(1));
  CHECK(none.found.result.reason == Reason::one_class);
  CHECK(std::isnan(none.found.result.p));
  CHECK(maximal_log_rank({{3, 3, 3, 3}, {1, 1, 1, 1}, {}}, Column{1, 2, 3, 4}).result.reason == Reason::constant);
  SurvivalCases bad = six;
  bad.time[0] = -1;
  CHECK_THROWS_WITH_AS(maximal_log_rank(bad, x), "negative time", std::invalid_argument);
  bad = six;
  bad.entry.assign(6, 0);
  CHECK_THROWS_AS(maximal_log_rank(bad, x), std::invalid_argument);
  CHECK_THROWS_AS(maximal_log_rank(six, Column{1}), std::invalid_argument);
  CHECK_THROWS_AS(maximal_log_rank(six, x, {.6, .4, false}), std::invalid_argument);
}
