#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "stats/multivariate/block_dependence.hpp"
#include "stats/multivariate/manova.hpp"
#include "tests/stats/multivariate/blocks.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::normals;
using rgx::test::relative;

namespace {

Permutations draws(std::uint32_t n) {
  Permutations how{Stream(7)};
  how.draws = n;
  return how;
}

struct Wanted {
  BlockStatistic statistic;
  const char* field;
};
const Wanted all[] = {{BlockStatistic::rv, "rv"},
                      {BlockStatistic::mantel, "mantel"},
                      {BlockStatistic::mantel_spearman, "mantel_spearman"},
                      {BlockStatistic::distance_covariance, "dcov"},
                      {BlockStatistic::hsic, "hsic"}};

}  // namespace

TEST_CASE("multivariate analysis of variance equals summary.manova") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("block_tests")) {
    if (!f.contains("responses")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd y = matrix_of(f.at("responses"), f.at("response_columns")[0]);
    const MatrixXd z =
        f.contains("covariates") ? matrix_of(f.at("covariates"), f.at("covariate_columns")[0]) : MatrixXd(y.rows(), 0);
    for (const auto kind :
         {ManovaStatistic::pillai, ManovaStatistic::wilks, ManovaStatistic::hotelling_lawley, ManovaStatistic::roy}) {
      CAPTURE(manova_name(kind));
      const TestResult r = f.at("group")[0] == 1
                               ? manova(y, codes(f.at("tested")), z, kind)
                               : manova(y, matrix_of(f.at("tested"), f.at("tested_columns")[0]), z, kind);
      const auto& want = f.at(std::string(manova_name(kind)));
      REQUIRE(r.reason == Reason::none);
      CHECK(relative(r.estimate, want[0]) < 1e-10);
      CHECK(relative(r.statistic, want[1]) < 1e-10);
      CHECK(relative(r.df, want[2]) < 1e-12);
      CHECK(relative(r.df2, want[3]) < 1e-12);
      CHECK(relative(r.p, want[4]) < 1e-8);
      CHECK(relative(r.log10_p, want[5]) < 1e-9);
    }
  }
  CHECK(checked == 7);
}

TEST_CASE("what manova cannot test says why") {
  Stream stream(71);
  MatrixXd y = normals(12, 3, stream);
  const MatrixXd none(12, 0);
  std::vector<int> group{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  CHECK(manova(y, group, none, ManovaStatistic::pillai).reason == Reason::none);
  CHECK(manova(y, std::vector<int>(12, 1), none, ManovaStatistic::pillai).reason == Reason::one_class);
  CHECK(manova(normals(12, 10, stream), group, none, ManovaStatistic::wilks).reason == Reason::too_few);
  MatrixXd twice = y;
  twice.col(2) = y.col(0) + y.col(1);
  CHECK(manova(twice, group, none, ManovaStatistic::wilks).reason == Reason::collinear);
  twice.col(2).setConstant(4);
  CHECK(manova(twice, group, none, ManovaStatistic::wilks).reason == Reason::constant);
  MatrixXd dummy = MatrixXd::Zero(12, 1);
  dummy.bottomRows(4).setOnes();
  CHECK(manova(y, dummy, dummy, ManovaStatistic::roy).reason == Reason::collinear);
  twice.col(2).setConstant(HUGE_VAL);
  CHECK(manova(twice, group, none, ManovaStatistic::wilks).reason == Reason::not_finite);
  CHECK_THROWS_AS(manova(y, std::vector<int>{1, 2}, none, ManovaStatistic::roy), std::invalid_argument);
}

TEST_CASE("tests of two blocks equal vegan, energy and base R, and all permutations counted") {
  int checked = 0, exact = 0;
  for (const auto& [name, f] : rgx::test::read_cases("block_tests")) {
    if (!f.contains("left")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("left"), f.at("left_columns")[0]);
    const MatrixXd y = matrix_of(f.at("right"), f.at("right_columns")[0]);
    for (const auto& [statistic, field] : all) {
      CAPTURE(field);
      const auto found = block_dependence(x, y, statistic, draws(19), f.at("scale")[0] == 1);
      const auto& want = f.at(field);
      CHECK(relative(found.result.statistic, want[0]) < 1e-10);
      CHECK(relative(found.result.estimate, want.size() > 1 ? want[1] : want[0]) < 1e-10);
      if (!f.contains(std::string(field) + "_p")) {
        CHECK_FALSE(found.permutations.complete);
        continue;
      }
      ++exact;
      CHECK(found.permutations.complete);
      CHECK(relative(found.result.p, f.at(std::string(field) + "_p")[0]) < 1e-12);
    }
  }
  CHECK(checked == 6);
  CHECK(exact == 10);
}

TEST_CASE("blocks without variation, cases or known values") {
  Stream stream(72);
  const MatrixXd x = normals(10, 3, stream);
  for (const auto& [statistic, field] : all) {
    CAPTURE(field);
    CHECK(block_dependence(x, MatrixXd::Ones(10, 2), statistic, draws(99)).result.reason == Reason::constant);
    CHECK(block_dependence(x.topRows(3), x.topRows(3), statistic, draws(99)).result.reason == Reason::too_few);
    MatrixXd gap = x;
    gap(4, 1) = std::nan("");
    const auto some = block_dependence(gap, x, statistic, draws(99));
    CHECK(some.result.n == 9);
    CHECK(some.result.p == doctest::Approx(0.01));
    CHECK(some.result.estimate == doctest::Approx(1).epsilon(1e-12));
    const auto self = block_dependence(x, x, statistic, draws(99));
    CHECK(self.result.estimate == doctest::Approx(1).epsilon(1e-12));
  }
  // Cases that stand all equally far apart have no order of distances.
  const MatrixXd apart = MatrixXd::Identity(10, 10);
  CHECK(block_dependence(x, apart, BlockStatistic::mantel, draws(99), false).result.reason == Reason::degenerate);
  CHECK_THROWS_AS(block_dependence(x, x.topRows(4), BlockStatistic::rv, draws(99)), std::invalid_argument);
}
