#include "stats/groups/compare.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "stats/base/resample_interval.hpp"
#include "stats/groups/effect.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN(), inf_ = std::numeric_limits<double>::infinity();

namespace {

void check_tail(const TestResult& r, double p, double log10_p) {
  if (p > 1e-290) CHECK(relative(r.p, p) < 1e-11);
  CHECK(apart(r.log10_p, log10_p) < 1e-12 * std::max(1.0, std::abs(log10_p)));
}

}  // namespace

TEST_CASE("t, Welch and Wilcoxon agree with R, their effects with effectsize and pROC") {
  int exact = 0, normal = 0;
  for (const auto& [name, f] : rgx::test::read_cases("compare")) {
    if (!f.contains("wilcoxon")) continue;
    CAPTURE(name);
    const auto &x = f.at("x"), &y = f.at("y");
    for (const std::string kind : {"welch", "student"}) {
      if (!f.contains(kind)) continue;
      CAPTURE(kind);
      const TestResult r = kind == "welch" ? welch(x, y) : student(x, y);
      CHECK(r.reason == Reason::none);
      CHECK(relative(r.statistic, f.at(kind)[0]) < 1e-12);
      CHECK(relative(r.df, f.at(kind)[1]) < 1e-12);
      check_tail(r, f.at(kind)[2], f.at(kind)[3]);
      const auto& g = f.at(kind + "_g");
      CHECK(relative(r.estimate, g[0]) < 1e-12);
      CHECK(apart(r.ci_low, g[1]) < 1e-8);
      CHECK(apart(r.ci_high, g[2]) < 1e-8);
    }
    const TestResult w = wilcoxon(x, y);
    CHECK(w.statistic == f.at("wilcoxon")[0]);
    CHECK(relative(w.p, f.at("wilcoxon")[1]) < 1e-11);
    CHECK(w.test == (f.at("wilcoxon")[2] == 1 ? "wilcoxon exact" : "wilcoxon normal"));
    (f.at("wilcoxon")[2] == 1 ? exact : normal) += 1;
    CHECK(relative(wilcoxon(x, y, Exact::never).p, f.at("wilcoxon_normal")[0]) < 1e-11);
    if (f.contains("auc")) {
      CHECK(relative(w.estimate, f.at("auc")[0]) < 1e-12);
      CHECK(relative(w.ci_low, f.at("auc")[1]) < 1e-12);
      CHECK(relative(w.ci_high, f.at("auc")[2]) < 1e-12);
    }
    // The other way round: W and the AUC mirrored, p the same.
    const TestResult back = wilcoxon(y, x);
    CHECK(back.p == w.p);
    CHECK(back.estimate == doctest::Approx(1 - w.estimate).epsilon(1e-14));
  }
  CHECK(exact >= 4);
  CHECK(normal >= 4);
}

TEST_CASE("Kruskal–Wallis and analysis of variance agree with R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("compare")) {
    if (!f.contains("kruskal")) continue;
    CAPTURE(name);
    ++checked;
    const auto group = rgx::test::codes(f.at("g"));
    const TestResult k = kruskal_wallis(f.at("x"), group);
    CHECK(apart(k.statistic, f.at("kruskal")[0]) < 1e-12 * std::max(1.0, k.statistic));
    CHECK(k.df == f.at("kruskal")[1]);
    check_tail(k, f.at("kruskal")[2], f.at("kruskal")[3]);
    CHECK(apart(k.estimate, f.at("kruskal")[4]) < 1e-12);
    CHECK(k.ci_reason == Reason::not_asked);
    const TestResult a = anova(f.at("x"), group);
    const auto& want = f.at("anova");
    CHECK(relative(a.statistic, want[0]) < 1e-11);
    CHECK(a.df == want[1]);
    CHECK(a.df2 == want[2]);
    if (want[3] > 1e-290) CHECK(relative(a.p, want[3]) < 1e-8);
    CHECK(relative(a.estimate, want[4]) < 1e-12);
    CHECK(apart(a.ci_low, want[5]) < 1e-8);
    CHECK(apart(a.ci_high, want[6]) < 1e-8);
    const TestResult w = anova(f.at("x"), group, false);
    CHECK(relative(w.statistic, f.at("welch_anova")[0]) < 1e-11);
    CHECK(w.df == f.at("welch_anova")[1]);
    CHECK(relative(w.df2, f.at("welch_anova")[2]) < 1e-11);
    if (f.at("welch_anova")[3] > 1e-290) CHECK(relative(w.p, f.at("welch_anova")[3]) < 1e-8);
  }
  CHECK(checked == 6);
}

TEST_CASE("what cannot be computed says why") {
  const Column none, one{1}, ones{1, 1, 1}, x{1, 2, 3};
  CHECK(welch(none, x).reason == Reason::one_class);
  CHECK(welch(Column{nan_, nan_}, x).reason == Reason::one_class);
  CHECK(welch(one, x).reason == Reason::too_few);
  CHECK(student(one, x).reason == Reason::none);
  CHECK(student(one, Column{2}).reason == Reason::too_few);
  CHECK(welch(ones, Column{2, 2}).reason == Reason::constant);
  CHECK(welch(ones, x).reason == Reason::none);
  CHECK(welch(Column{1, 2, inf_}, x).reason == Reason::not_finite);
  CHECK(welch(Column{1e300, -1e300}, x).reason == Reason::not_finite);
  CHECK(std::isnan(welch(one, x).p));
  CHECK(reason_name(welch(one, x).reason) == "too-few");
  CHECK(wilcoxon(none, x).reason == Reason::one_class);
  CHECK(wilcoxon(ones, ones).reason == Reason::constant);
  CHECK(wilcoxon(x, Column{1, 7}, Exact::always).reason == Reason::ties);
  CHECK(wilcoxon(one, Column{3}).p == 1);
  CHECK(wilcoxon(Column{-inf_, 2, 5}, Column{1, inf_}).reason == Reason::none);
  const std::vector<int> same{0, 0, 0}, three{0, 1, 2};
  CHECK(kruskal_wallis(x, same).reason == Reason::one_class);
  CHECK(kruskal_wallis(ones, three).reason == Reason::constant);
  CHECK(kruskal_wallis(x, three).p == doctest::Approx(std::exp(-1)));
  CHECK(anova(x, same).reason == Reason::one_class);
  CHECK(anova(x, three).reason == Reason::too_few);
  CHECK(anova(Column{1, 1, 2, 2}, std::vector<int>{0, 0, 1, 1}).reason == Reason::constant);
}

TEST_CASE("values near the largest and smallest double change nothing") {
  const Column x{1.5, 2.25, 4, 3.125}, y{0.5, 1, 1.75};
  const TestResult plain = welch(x, y);
  for (const double scale : {0x1p-500, 0x1p450}) {
    Column big = x, other = y;
    for (double& v : big) v *= scale;
    for (double& v : other) v *= scale;
    CHECK(welch(big, other).p == plain.p);
    CHECK(welch(big, other).df == plain.df);
    CHECK(relative(welch(big, other).estimate, plain.estimate) < 1e-15);
  }
}

TEST_CASE("separated classes have an AUC without interval") {
  const TestResult r = wilcoxon(Column{5, 6, 7, 8}, Column{1, 2, 3});
  CHECK(r.estimate == 1);
  CHECK(r.ci_reason == Reason::degenerate);
  CHECK(std::isnan(r.ci_low));
  CHECK(r.p == doctest::Approx(2.0 / 35));
  CHECK(wilcoxon(Column{0, 0.5}, Column{1, 2, 3}).estimate == 0);
  CHECK(wilcoxon(Column{2}, Column{1, 3}).ci_reason == Reason::too_few);
}

TEST_CASE("exact Wilcoxon beyond 50 cases on request") {
  Column x, y;
  for (int i = 0; i < 60; ++i) x.push_back(i + 0.3 * (i % 7)), y.push_back(i * 0.9 - 0.013);
  const TestResult exact = wilcoxon(x, y, Exact::always), normal = wilcoxon(x, y);
  CHECK(exact.test == "wilcoxon exact");
  CHECK(normal.test == "wilcoxon normal");
  CHECK(std::abs(exact.p - normal.p) < 0.005);
}

TEST_CASE("bootstrap limits are boot.ci's on the same replicates, and repeat") {
  const auto f = rgx::test::read_cases("compare").at("bca");
  const auto ci =
      bca_limits(f.at("estimate")[0], f.at("replicates"), f.at("left_out"), rgx::test::codes(f.at("stratum")), 0.95);
  CHECK(relative(ci.low, f.at("limits")[0]) < 1e-8);
  CHECK(relative(ci.high, f.at("limits")[1]) < 1e-8);

  const Column x{2.1, 3.3, 2.9, 4.4, 3.8, 5.2, 4.9, 6.1, 5.5, 7.0, 3.1, 4.2};
  const std::vector<int> group{0, 0, 0, 1, 0, 1, 1, 2, 1, 2, 2, 2};
  const Bootstrap bootstrap{500, Stream(17)};
  const TestResult a = kruskal_wallis(x, group, &bootstrap), b = kruskal_wallis(x, group, &bootstrap);
  CHECK(a.ci_low == b.ci_low);
  CHECK(a.ci_high == b.ci_high);
  CHECK(a.ci_low < a.estimate);
  CHECK(a.ci_high > a.estimate);
  CHECK(a.p == kruskal_wallis(x, group).p);
}
