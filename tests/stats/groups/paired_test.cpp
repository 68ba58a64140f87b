#include "stats/groups/paired.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/groups/brunner_munzel.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN(), inf_ = std::numeric_limits<double>::infinity();

namespace {

void check_tail(const TestResult& r, double p, double log10_p) {
  if (p > 1e-290) CHECK(relative(r.p, p) < 1e-12);
  CHECK(apart(r.log10_p, log10_p) < 1e-12 * std::max(1.0, std::abs(log10_p)));
}

}  // namespace

TEST_CASE("paired t and signed rank agree with R, their effects with effectsize") {
  int exact = 0, normal = 0;
  for (const auto& [name, f] : rgx::test::read_cases("paired")) {
    if (!f.contains("signed_rank")) continue;
    CAPTURE(name);
    const auto &x = f.at("x"), &y = f.at("y");
    if (f.contains("t")) {
      const TestResult r = paired_t(x, y);
      CHECK(r.reason == Reason::none);
      CHECK(r.estimate_kind == "hedges_g_z");
      CHECK(relative(r.statistic, f.at("t")[0]) < 1e-12);
      CHECK(r.df == f.at("t")[1]);
      check_tail(r, f.at("t")[2], f.at("t")[3]);
      if (f.contains("g")) {
        CHECK(relative(r.estimate, f.at("g")[0]) < 1e-12);
        CHECK(apart(r.ci_low, f.at("g")[1]) < 1e-8);
        CHECK(apart(r.ci_high, f.at("g")[2]) < 1e-8);
      } else {
        CHECK(r.ci_reason == Reason::too_few);
      }
    }
    const TestResult w = signed_rank(x, y);
    const auto& want = f.at("signed_rank");
    CHECK(w.statistic == want[0]);
    CHECK(static_cast<double>(w.n) == want[1]);
    CHECK(relative(w.p, want[2]) < 1e-12);
    CHECK(w.test == (want[3] == 1 ? "signed_rank exact" : "signed_rank normal"));
    (want[3] == 1 ? exact : normal) += 1;
    CHECK(relative(signed_rank(x, y, Exact::never).p, f.at("signed_rank_normal")[0]) < 1e-12);
    CHECK(apart(w.estimate, f.at("rank_biserial")[0]) < 1e-13);
    CHECK(apart(w.ci_low, f.at("rank_biserial")[1]) < 1e-12);
    CHECK(apart(w.ci_high, f.at("rank_biserial")[2]) < 1e-12);
    CHECK((w.ci_reason == Reason::degenerate) == std::isnan(w.ci_low));
    const TestResult back = signed_rank(y, x);
    CHECK(back.p == w.p);
    CHECK(back.estimate == -w.estimate);
  }
  CHECK(exact >= 6);
  CHECK(normal >= 5);
}

TEST_CASE("printed examples of paired data") {
  const auto cases = rgx::test::read_cases("paired");
  const auto& d = cases.at("depression");
  CHECK(signed_rank(d.at("x"), d.at("y")).statistic == 40);
  CHECK(signed_rank(d.at("x"), d.at("y")).p == doctest::Approx(0.03906).epsilon(1e-4));
  const auto& s = cases.at("sleep");
  CHECK(paired_t(s.at("x"), s.at("y")).statistic == doctest::Approx(-4.0621).epsilon(1e-5));
  CHECK(paired_t(s.at("x"), s.at("y")).p == doctest::Approx(0.002833).epsilon(1e-3));
  const auto& b = cases.at("pain");
  const TestResult r = brunner_munzel(b.at("positive"), b.at("other"));
  CHECK(r.statistic == doctest::Approx(3.1375).epsilon(1e-5));
  CHECK(r.df == doctest::Approx(17.683).epsilon(1e-5));
  CHECK(r.p == doctest::Approx(0.005786).epsilon(1e-4));
  CHECK(r.estimate == doctest::Approx(0.788961).epsilon(1e-6));
  CHECK(r.ci_low == doctest::Approx(0.5952169).epsilon(1e-7));
  CHECK(r.ci_high == doctest::Approx(0.9827052).epsilon(1e-7));
}

TEST_CASE("Brunner–Munzel agrees with its formulas in R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("paired")) {
    if (!f.contains("brunner_munzel")) continue;
    CAPTURE(name);
    ++checked;
    const auto& want = f.at("brunner_munzel");
    const TestResult r = brunner_munzel(f.at("positive"), f.at("other"));
    CHECK(r.reason == Reason::none);
    CHECK(apart(r.statistic, want[0]) < 1e-12 * std::max(1.0, std::abs(want[0])));
    CHECK(relative(r.df, want[1]) < 1e-12);
    check_tail(r, want[2], want[3]);
    CHECK(relative(r.estimate, want[4]) < 1e-12);
    CHECK(apart(r.ci_low, want[5]) < 1e-12);
    CHECK(apart(r.ci_high, want[6]) < 1e-12);
    const TestResult back = brunner_munzel(f.at("other"), f.at("positive"));
    CHECK(back.estimate == doctest::Approx(1 - r.estimate).epsilon(1e-14));
    CHECK(relative(back.p, r.p) < 1e-11);
  }
  CHECK(checked == 10);
}

TEST_CASE("pairs that cannot be tested say why") {
  const Column x{1, 2, 3}, up{2, 3, 4};
  CHECK(paired_t({}, {}).reason == Reason::too_few);
  CHECK(paired_t(Column{1, nan_, 3}, Column{nan_, 2, 4}).reason == Reason::too_few);
  CHECK(paired_t(x, x).reason == Reason::constant);
  CHECK(paired_t(up, x).reason == Reason::constant);
  CHECK(paired_t(Column{1.1, 2.1, 3.1}, Column{0.1, 1.1, 2.1}).reason == Reason::constant);
  CHECK(paired_t(Column{1, inf_, 3}, x).reason == Reason::not_finite);
  CHECK(paired_t(Column{1, 1e308, 3}, Column{2, -1e308, 1}).reason == Reason::not_finite);
  CHECK(std::isnan(paired_t(x, x).p));
  CHECK_THROWS_AS(paired_t(x, Column{1}), std::invalid_argument);
  CHECK(signed_rank({}, {}).reason == Reason::too_few);
  CHECK(signed_rank(x, x).reason == Reason::constant);
  CHECK(signed_rank(x, x).n == 0);
  CHECK(signed_rank(Column{inf_}, Column{inf_}).reason == Reason::not_finite);
  CHECK(signed_rank(Column{2}, Column{1}).p == 1);
  CHECK(signed_rank(up, x, Exact::always).reason == Reason::ties);
  CHECK(signed_rank(Column{1, 2}, Column{1, 4}, Exact::always).reason == Reason::ties);
  CHECK_THROWS_AS(signed_rank(x, Column{1}), std::invalid_argument);
  Column many(501), none(501);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i + 1) * (i % 3 ? 1 : -1);
  CHECK(signed_rank(many, none, Exact::always).reason == Reason::too_large);
  many.pop_back(), none.pop_back();
  const TestResult all = signed_rank(many, none, Exact::always), approximate = signed_rank(many, none);
  CHECK(all.test == "signed_rank exact");
  CHECK(all.p == doctest::Approx(approximate.p).epsilon(0.05));
}

TEST_CASE("paired t knows no unit") {
  const Column x{1.5, 2.25, 4, 3, 1}, y{1, 2.5, 2, 3.5, 0.25};
  const TestResult plain = paired_t(x, y);
  for (const double scale : {0x1p-900, 0x1p1000}) {
    Column big = x, other = y;
    for (double& v : big) v *= scale;
    for (double& v : other) v *= scale;
    CHECK(paired_t(big, other).p == plain.p);
    CHECK(paired_t(big, other).ci_high == plain.ci_high);
  }
}

TEST_CASE("groups that do not overlap have no Brunner–Munzel variance") {
  CHECK(brunner_munzel(Column{5, 6, 7}, Column{1, 2}).reason == Reason::degenerate);
  CHECK(brunner_munzel(Column{5, 6, 7}, Column{1, 2}).estimate == 1);
  CHECK(brunner_munzel(Column{0, 0.5}, Column{1, 2}).estimate == 0);
  CHECK(brunner_munzel(Column{1, 1}, Column{1, 1, 1}).reason == Reason::constant);
  CHECK(brunner_munzel(Column{1}, Column{0, 2}).reason == Reason::too_few);
  CHECK(brunner_munzel({}, Column{0, 2}).reason == Reason::one_class);
}
