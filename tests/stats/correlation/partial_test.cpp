#include "stats/correlation/partial.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "stats/groups/compare.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::codes;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("semi-partial correlations agree with R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("partial")) {
    if (!f.contains("pearson")) continue;
    CAPTURE(name);
    Covariates covariates;
    if (f.contains("z")) {
      const auto& z = f.at("z");
      const auto cols = static_cast<Eigen::Index>(f.at("zcols")[0]);
      covariates.continuous =
          Eigen::Map<const Eigen::MatrixXd>(z.data(), static_cast<Eigen::Index>(z.size()) / cols, cols);
    }
    if (f.contains("g")) covariates.categories.push_back(codes(f.at("g")));
    for (const std::string kind : {"pearson", "spearman"}) {
      CAPTURE(kind);
      ++checked;
      const auto& want = f.at(kind);
      const TestResult r = semi_partial(f.at("x"), f.at("y"),
                                        kind == "pearson" ? Correlation::pearson : Correlation::spearman, covariates);
      CHECK(r.reason == Reason::none);
      CHECK(r.estimate_kind == (kind == "pearson" ? "semipartial_r" : "semipartial_rho"));
      CHECK(static_cast<double>(r.n) == want[0]);
      CHECK(r.df == want[1]);
      CHECK(apart(r.estimate, want[2]) < 1e-12);
      // 1 - r² loses as many digits as r has nines.
      const double lost = 1 / (1 - want[2] * want[2]);
      CHECK(apart(r.statistic, want[3]) < 1e-12 * lost * std::max(1.0, std::abs(want[3])));
      if (want[4] > 1e-290) CHECK(relative(r.p, want[4]) < 1e-12 * std::max(10.0, lost));
      CHECK(apart(r.log10_p, want[5]) < 1e-12 * std::max(1.0, std::abs(want[5])) * std::max(1.0, lost));
      CHECK(apart(r.ci_low, want[6]) < 1e-12);
      CHECK(apart(r.ci_high, want[7]) < 1e-12);
    }
  }
  CHECK(checked == 20);
}

TEST_CASE("point-biserial correlations agree with R, their t with Student's") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("partial")) {
    if (!f.contains("biserial")) continue;
    CAPTURE(name);
    ++checked;
    const auto& want = f.at("biserial");
    const TestResult r = point_biserial(f.at("x"), codes(f.at("code")));
    CHECK(r.estimate_kind == "point_biserial_r");
    CHECK(apart(r.estimate, want[0]) < 1e-12);
    CHECK(relative(r.statistic, want[1]) < 1e-12);
    CHECK(r.df == want[2]);
    if (want[3] > 1e-290) CHECK(relative(r.p, want[3]) < 1e-11);
    CHECK(apart(r.log10_p, want[4]) < 1e-12 * std::max(1.0, std::abs(want[4])));
    CHECK(apart(r.ci_low, want[5]) < 1e-12);
    CHECK(apart(r.ci_high, want[6]) < 1e-12);
  }
  CHECK(checked == 4);
}

TEST_CASE("without covariates the semi-partial correlation is the plain one") {
  const Column x{1, 4, 2, 5, nan_, 3.5}, y{2, 3, 1, 7, 2, 1.5};
  for (const auto kind : {Correlation::pearson, Correlation::spearman}) {
    const TestResult a = semi_partial(x, y, kind, {}), b = correlate(x, y, kind);
    CHECK(relative(a.estimate, b.estimate) < 1e-15);
    CHECK(a.df == b.df);
    CHECK(relative(a.p, b.p) < 1e-14);
  }
}

TEST_CASE("covariates leave the left side alone") {
  const Column x{1, 4, 2, 5, 3, 3.5, 6}, y{2, 3, 1, 7, 2, 1.5, 4};
  Covariates z;
  z.continuous = Eigen::Map<const Eigen::VectorXd>(x.data(), 7);
  CHECK(std::abs(semi_partial(x, y, Correlation::pearson, z).estimate) < 1e-14);
  CHECK(semi_partial(y, x, Correlation::pearson, z).reason == Reason::collinear);
}

TEST_CASE("asymmetric correlations at the edges") {
  const Column x{1, 2, 3, 4}, flat{7, 7, 7, 7};
  Covariates z;
  z.continuous = Eigen::Vector4d(1, 5, 2, 9);
  CHECK(semi_partial(x, Column{1, 3, 2, nan_}, Correlation::pearson, z).reason == Reason::too_few);
  CHECK(semi_partial(x, Column{1, 3, 2, 1}, Correlation::pearson, z).ci_reason == Reason::too_few);
  CHECK(semi_partial(flat, Column{1, 3, 2, 1}, Correlation::pearson, z).reason == Reason::constant);
  CHECK(semi_partial(x, flat, Correlation::pearson, z).reason == Reason::constant);
  CHECK(semi_partial(x, Column{1, 3, std::numeric_limits<double>::infinity(), 1}, Correlation::pearson, z).reason ==
        Reason::not_finite);
  CHECK_THROWS_AS(semi_partial(x, Column{1}, Correlation::pearson, z), std::invalid_argument);
  CHECK_THROWS_AS(semi_partial(Column{1}, Column{1}, Correlation::pearson, z), std::invalid_argument);
  CHECK(point_biserial(x, std::vector<int>{1, 1, 1, 1}).reason == Reason::one_class);
  CHECK(point_biserial(x, std::vector<int>{0, -1, -1, 1}).reason == Reason::too_few);
  CHECK(point_biserial(flat, std::vector<int>{0, 0, 1, 1}).reason == Reason::constant);
  CHECK_THROWS_AS(point_biserial(x, std::vector<int>{0, 0, 2, 1}), std::invalid_argument);
  CHECK_THROWS_AS(point_biserial(x, std::vector<int>{0, 1}), std::invalid_argument);
}
