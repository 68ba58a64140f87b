#include "stats/correlation/distance.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("distance correlation and its t test agree with energy") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("distance")) {
    CAPTURE(name);
    ++checked;
    const TestResult r = distance_correlation(f.at("x"), f.at("y"));
    const auto &d = f.at("dcor"), &t = f.at("dcor_t");
    CHECK(r.reason == Reason::none);
    CHECK(static_cast<double>(r.n) == d[0]);
    CHECK(relative(r.estimate, d[1]) < 1e-12);
    CHECK(apart(r.statistic / std::sqrt(r.df + r.statistic * r.statistic), t[0]) < 1e-12);
    CHECK(apart(r.statistic, t[1]) < 1e-11 * std::max(1.0, std::abs(t[1])) / (1 - t[0] * t[0]));
    CHECK(r.df == t[2]);
    const double lost = (1 + t[1] * t[1]) / (1 - t[0] * t[0]);
    if (t[3] > 1e-290) CHECK(relative(r.p, t[3]) < 1e-11 * lost);
    CHECK(apart(r.log10_p, t[4]) < 1e-11 * lost);
    const TestResult back = distance_correlation(f.at("y"), f.at("x"));
    CHECK(relative(back.estimate, r.estimate) < 1e-12);
  }
  CHECK(checked == 14);
}

TEST_CASE("a permuted column is the column in that order") {
  Stream draws(5);
  Column x(40), y(40), other(40);
  for (double& v : x) v = draws.normal();
  for (double& v : y) v = std::floor(3 * draws.normal());
  const auto order = draws.permutation(40);
  for (std::size_t i = 0; i < 40; ++i) other[i] = y[order[i]];
  std::vector<std::size_t> same(40);
  std::iota(same.begin(), same.end(), std::size_t{0});
  CHECK(relative(DistancePair(x, y).covariance(order), DistancePair(x, other).covariance(same)) < 1e-11);
}

TEST_CASE("the sum over pairs is that of the definition") {
  const Column x{1, 4, 2, 5, 3, 3.5, 4, 1}, y{2, 3, 1, 7, 2, 1.5, 3, 0.25};
  const std::size_t n = x.size();
  // Doubly centred distances, in units of the largest power of two below the largest value (4 for both).
  double total = 0;
  const auto a = [&](const Column& c, std::size_t i, std::size_t j) { return std::abs(c[i] - c[j]) / 4; };
  const auto centred = [&](const Column& c, std::size_t i, std::size_t j) {
    double row = 0, column = 0, all = 0;
    for (std::size_t k = 0; k < n; ++k) {
      row += a(c, i, k) / static_cast<double>(n);
      column += a(c, k, j) / static_cast<double>(n);
      for (std::size_t l = 0; l < n; ++l) all += a(c, k, l) / static_cast<double>(n * n);
    }
    return a(c, i, j) - row - column + all;
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) total += centred(x, i, j) * centred(y, i, j);
  }
  std::vector<std::size_t> same(n);
  std::iota(same.begin(), same.end(), std::size_t{0});
  CHECK(relative(DistancePair(x, y).covariance(same), total / static_cast<double>(n * n)) < 1e-13);
}

TEST_CASE("distance correlation at the edges") {
  const Column x{1, 2, 3, 5}, flat{2, 2, 2, 2}, zeros(4);
  CHECK(distance_correlation({}, {}).reason == Reason::too_few);
  CHECK(distance_correlation(Column{1, 2, nan_, 4}, x).reason == Reason::too_few);
  CHECK(distance_correlation(x, flat).reason == Reason::constant);
  CHECK(distance_correlation(x, zeros).reason == Reason::constant);
  CHECK(std::isnan(DistancePair(x, zeros).correlation()));
  CHECK(distance_correlation(x, Column{1, 2, std::numeric_limits<double>::infinity(), 4}).reason == Reason::not_finite);
  CHECK_THROWS_AS(distance_correlation(x, Column{1}), std::invalid_argument);
  // One case against all others equal: the unbiased variance is 0, the V-statistic's is not.
  const TestResult single = distance_correlation(Column{0, 0, 0, 0, 1, 0}, Column{3, 1, 4, 1.5, 9, 2});
  CHECK(single.reason == Reason::degenerate);
  CHECK(std::isnan(single.p));
  CHECK(single.estimate > 0.5);
  const TestResult same = distance_correlation(x, x);
  CHECK(same.estimate == doctest::Approx(1).epsilon(1e-14));
  CHECK(same.p == 0);
  CHECK(same.ci_reason == Reason::not_asked);
}
