#include "stats/groups/contingency.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;

namespace {

Counts counts_of(const rgx::test::Fields& f) {
  Counts t{static_cast<int>(f.at("dim")[0]), static_cast<int>(f.at("dim")[1]), {}};
  for (const double v : f.at("counts")) t.n.push_back(static_cast<long>(v));
  return t;
}

// Every table with the margins of `seen`, cell by cell.
double fisher_by_listing(const Counts& seen) {
  std::vector<long> row(seen.rows), col(seen.cols);
  const auto ln = [](const Counts& t) {
    double v = 0;
    for (const long c : t.n) v -= std::lgamma(static_cast<double>(c) + 1);
    return v;
  };
  for (int r = 0; r < seen.rows; ++r) {
    for (int c = 0; c < seen.cols; ++c) row[r] += seen(r, c), col[c] += seen(r, c);
  }
  const double cut = ln(seen) + std::log1p(1e-7);
  double total = 0, part = 0;
  Counts t = seen;
  const std::function<void(int, int, long)> place = [&](int r, int c, long left) {
    if (r + 1 == seen.rows) {
      for (int k = 0; k < seen.cols; ++k) t(r, k) = col[k];
      const double w = std::exp(ln(t));
      total += w;
      if (ln(t) <= cut) part += w;
      return;
    }
    if (c + 1 == seen.cols) {
      if (left > col[c]) return;
      t(r, c) = left;
      col[c] -= left;
      place(r + 1, 0, row[r + 1]);
      col[c] += left;
      return;
    }
    for (long v = 0; v <= std::min(left, col[c]); ++v) {
      t(r, c) = v;
      col[c] -= v;
      place(r, c + 1, left - v);
      col[c] += v;
    }
  };
  place(0, 0, row[0]);
  return part / total;
}

}  // namespace

TEST_CASE("chi-square, Cramér's V and Fisher agree with R") {
  int exact = 0;
  for (const auto& [name, f] : rgx::test::read_cases("contingency")) {
    CAPTURE(name);
    const Counts t = counts_of(f);
    for (const bool yates : {true, false}) {
      const auto& want = f.at(yates ? "chi" : "chi_plain");
      const TestResult r = chi_square(t, yates);
      CHECK(apart(r.statistic, want[0]) < 1e-12 * std::max(1.0, want[0]));
      CHECK(r.df == want[1]);
      if (want[2] > 1e-290) CHECK(relative(r.p, want[2]) < 1e-11);
      CHECK(apart(r.log10_p, want[3]) < 1e-12 * std::max(1.0, std::abs(want[3])));
      CHECK(r.small_expected == (want[4] == 1));
      CHECK(apart(r.estimate, f.at("v")[0]) < 1e-12);
      CHECK(apart(r.ci_low, f.at("v")[1]) < 1e-8);
      CHECK(apart(r.ci_high, f.at("v")[2]) < 1e-8);
    }
    if (!f.contains("fisher")) continue;
    ++exact;
    const TestResult r = fisher(t);
    CHECK(r.reason == Reason::none);
    CHECK(relative(r.p, f.at("fisher")[0]) < 1e-8);
    CHECK(apart(std::pow(10, r.log10_p), r.p) < 1e-12);
    if (!f.contains("odds")) continue;
    CHECK(r.estimate_kind == "odds_ratio");
    CHECK(relative(r.estimate, f.at("odds")[0]) < 1e-8);
    CHECK(relative(r.ci_low, f.at("odds")[1]) < 1e-8);
    CHECK(relative(r.ci_high, f.at("odds")[2]) < 1e-8);
  }
  CHECK(exact >= 18);
}

TEST_CASE("the conditional odds ratio of [8 2; 1 5] is 15.47, not the sample's 20") {
  const TestResult r = fisher({2, 2, {8, 2, 1, 5}});
  CHECK(r.estimate == doctest::Approx(15.47).epsilon(1e-3));
}

TEST_CASE("exact tables agree with listing every table") {
  Stream draws(77);
  for (int i = 0; i < 60; ++i) {
    const int rows = 2 + static_cast<int>(draws.below(3)), cols = 2 + static_cast<int>(draws.below(3));
    Counts t{rows, cols, std::vector<long>(static_cast<std::size_t>(rows * cols))};
    const bool uneven = draws.bernoulli(0.5);
    for (int k = 0; k < 14; ++k) {
      const int r = static_cast<int>(draws.below(rows));
      ++t(r, draws.bernoulli(uneven ? 0.7 : 0.2) ? r % cols : static_cast<int>(draws.below(cols)));
    }
    const TestResult r = fisher(t);
    if (r.reason == Reason::one_class) continue;
    CAPTURE(i);
    CHECK(relative(r.p, fisher_by_listing(without_empty(t))) < 1e-11);
    Counts turned{cols, rows, std::vector<long>(t.n.size())};
    for (int a = 0; a < rows; ++a) {
      for (int b = 0; b < cols; ++b) turned(b, a) = t(a, b);
    }
    CHECK(relative(fisher(turned).p, r.p) < 1e-11);
  }
}

TEST_CASE("an exact table that takes R minutes") {
  // fisher.test(workspace = 2e8) of R 4.2.2, run once: 151 s.
  const TestResult r = fisher({6, 3, {44, 11, 11, 21, 26, 4, 9, 10, 21, 8, 6, 3, 4, 3, 0, 1, 2, 4}});
  CHECK(relative(r.p, 9.707254577820787e-08) < 1e-8);
}

TEST_CASE("p below the smallest double keeps its logarithm") {
  const TestResult two = fisher({2, 2, {900, 0, 0, 900}});
  CHECK(two.p == 0);
  // Two tables of 1800! / (900!)^2 are this far out.
  const double ln = std::log(2.0) + 2 * std::lgamma(901) - std::lgamma(1801);
  CHECK(two.log10_p == doctest::Approx(ln / std::log(10)).epsilon(1e-12));
  CHECK(std::isinf(two.estimate));
  CHECK(std::isinf(two.ci_high));
  const TestResult three = fisher({3, 3, {300, 0, 0, 0, 300, 0, 0, 0, 300}});
  CHECK(three.p == 0);
  const double ln3 = std::log(6.0) + 3 * std::lgamma(301) - std::lgamma(901);  // six tables, all diagonals turned
  CHECK(three.log10_p == doctest::Approx(ln3 / std::log(10)).epsilon(1e-10));
}

TEST_CASE("empty rows and columns are dropped, tables of one row say so") {
  const TestResult a = fisher({3, 3, {8, 0, 2, 0, 0, 0, 1, 0, 5}}), b = fisher({2, 2, {8, 2, 1, 5}});
  CHECK(a.p == b.p);
  CHECK(a.estimate == b.estimate);
  CHECK(chi_square({3, 2, {8, 2, 0, 0, 1, 5}}).p == chi_square({2, 2, {8, 2, 1, 5}}).p);
  CHECK(fisher({2, 2, {3, 4, 0, 0}}).reason == Reason::one_class);
  CHECK(chi_square({2, 2, {3, 0, 4, 0}}).reason == Reason::one_class);
  CHECK(chi_square({2, 3, {0, 0, 0, 0, 0, 0}}).reason == Reason::one_class);
  CHECK_THROWS_AS(chi_square({2, 2, {3, 4, -1, 0}}), std::invalid_argument);
  CHECK_THROWS_AS(chi_square({2, 2, {3, 4, 1}}), std::invalid_argument);
}

TEST_CASE("an enumeration beyond its limit is refused with the reason") {
  const TestResult r = fisher({3, 3, {40, 30, 20, 20, 35, 30, 30, 20, 45}}, 0.95, 1000);
  CHECK(r.reason == Reason::too_large);
  CHECK(std::isnan(r.p));
  CHECK(r.estimate > 0);
}

TEST_CASE("cross tables leave missing codes out") {
  const Counts t = cross_tabulate(std::vector<int>{0, 1, -1, 1, 0}, std::vector<int>{0, 1, 1, -1, 0}, 2, 2);
  CHECK(t.n == std::vector<long>{2, 0, 0, 1});
  CHECK_THROWS_AS(cross_tabulate(std::vector<int>{2}, std::vector<int>{0}, 2, 2), std::invalid_argument);
  CHECK_THROWS_AS(cross_tabulate(std::vector<int>{0}, std::vector<int>{}, 2, 2), std::invalid_argument);
}
