#include "stats/correlation/correlate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "stats/base/random.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;
using Column = std::vector<double>;
const double nan_ = std::numeric_limits<double>::quiet_NaN();

namespace {

Eigen::MatrixXd matrix(const Column& values, Eigen::Index columns) {
  return Eigen::Map<const Eigen::MatrixXd>(values.data(), static_cast<Eigen::Index>(values.size()) / columns, columns);
}

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index cols, std::uint64_t key) {
  Stream draws(key);
  Eigen::MatrixXd m(rows, cols);
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = draws.normal();
  return m;
}

}  // namespace

TEST_CASE("correlations and partial correlations agree with R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("correlate")) {
    if (!f.contains("pearson")) continue;
    CAPTURE(name);
    Covariates covariates;
    if (f.contains("z")) covariates.continuous = matrix(f.at("z"), static_cast<Eigen::Index>(f.at("zcols")[0]));
    if (f.contains("g")) covariates.categories.push_back(rgx::test::codes(f.at("g")));
    for (const std::string kind : {"pearson", "spearman"}) {
      CAPTURE(kind);
      ++checked;
      const auto& want = f.at(kind);
      const auto which = kind == "pearson" ? Correlation::pearson : Correlation::spearman;
      const TestResult r = correlate(f.at("x"), f.at("y"), which, covariates);
      CHECK(r.reason == Reason::none);
      CHECK(static_cast<double>(r.n) == want[0]);
      CHECK(r.df == want[1]);
      CHECK(apart(r.estimate, want[2]) < 1e-12);
      // 1 - r² loses as many digits as r has nines.
      const double lost = 1 / (1 - want[2] * want[2]);
      CHECK(apart(r.statistic, want[3]) < 1e-13 * lost * std::max(1.0, std::abs(want[3])));
      CHECK(relative(r.p, want[4]) < 1e-12 * std::max(10.0, lost));
      CHECK(apart(r.log10_p, want[5]) < 1e-12 * std::max(10.0, lost));
      CHECK(apart(r.ci_low, want[6]) < 1e-12);
      CHECK(apart(r.ci_high, want[7]) < 1e-12);
      const std::string expected = std::string(covariates.empty() ? (kind == "pearson" ? "pearson_r" : "spearman_rho")
                                                                  : (kind == "pearson" ? "partial_r" : "partial_rho"));
      CHECK(r.estimate_kind == expected);
    }
  }
  CHECK(checked == 26);
}

TEST_CASE("Spearman by enumeration is R's") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("correlate")) {
    if (!f.contains("exact")) continue;
    CAPTURE(name);
    ++checked;
    const TestResult r = spearman_exact(f.at("x"), f.at("y"));
    CHECK(r.test == "spearman exact");
    CHECK(r.statistic == doctest::Approx(f.at("exact")[0]).epsilon(1e-12));
    CHECK(apart(r.estimate, f.at("exact")[1]) < 1e-12);
    CHECK(relative(r.p, f.at("exact")[2]) < 1e-12);
  }
  CHECK(checked == 7);
  CHECK(spearman_exact(Column{1, 2, 2, 4}, Column{4, 3, 2, 1}).reason == Reason::ties);
  Column ten(10);
  for (int i = 0; i < 10; ++i) ten[i] = i;
  CHECK(spearman_exact(ten, ten).reason == Reason::too_large);
}

TEST_CASE("every pair of a block with gaps is what R gives on that pair's complete cases") {
  const auto f = rgx::test::read_cases("correlate").at("block");
  const auto left = matrix(f.at("left"), 5), right = matrix(f.at("right"), 6);
  Covariates covariates;
  covariates.continuous = matrix(f.at("c1"), 1);
  for (const std::string kind : {"pearson", "spearman"}) {
    const auto which = kind == "pearson" ? Correlation::pearson : Correlation::spearman;
    const auto block = correlate_block(left, right, which, covariates);
    const auto r = matrix(f.at(kind + "_r"), 6), df = matrix(f.at(kind + "_df"), 6), p = matrix(f.at(kind + "_p"), 6);
    for (Eigen::Index i = 0; i < 5; ++i) {
      for (Eigen::Index j = 0; j < 5; ++j) {
        CAPTURE(i);
        CAPTURE(j);
        const TestResult pair = block.result(i, j);
        CHECK(apart(pair.estimate, r(i, j)) < 1e-12);
        CHECK(pair.df == df(i, j));
        CHECK(relative(pair.p, p(i, j)) < 1e-11);
        CHECK(relative(block.log10_p(i, j), std::log10(p(i, j))) < 1e-11);
        const Column a(left.col(i).begin(), left.col(i).end()), b(right.col(j).begin(), right.col(j).end());
        CHECK(apart(correlate(a, b, which, covariates).estimate, pair.estimate) < 1e-14);
      }
      CHECK(block.result(i, 5).reason == Reason::constant);
      CHECK(std::isnan(block.result(i, 5).p));
    }
  }
}

TEST_CASE("ranks made before deletion would be another number") {
  Eigen::MatrixXd left = noise(30, 1, 1).array().cube(), right = noise(30, 1, 2);
  left.col(0) += right.col(0);
  right.topRows(8).setConstant(nan_);
  const auto block = correlate_block(left, right, Correlation::spearman);
  const auto kept = correlate_block(left.bottomRows(22), right.bottomRows(22), Correlation::spearman);
  CHECK(block.n(0, 0) == 22);
  CHECK(block.r(0, 0) == kept.r(0, 0));
}

TEST_CASE("a block has the same bytes at any number of threads") {
  Eigen::MatrixXd left = noise(40, 17, 3), right = noise(40, 300, 4);
  left(5, 3) = left(6, 3) = right(7, 100) = right(8, 250) = nan_;
  Covariates covariates;
  covariates.continuous = noise(40, 2, 5);
  const auto alone = correlate_block(left, right, Correlation::spearman, covariates);
  for (const std::size_t threads : {2u, 7u, 16u}) {
    const ParallelFor parallel = [threads](std::size_t count, const std::function<void(std::size_t)>& body) {
      std::vector<std::thread> team;
      for (std::size_t t = 0; t < threads; ++t) {
        team.emplace_back([&, t] {
          for (std::size_t i = t; i < count; i += threads) body(i);
        });
      }
      for (auto& member : team) member.join();
    };
    const auto shared = correlate_block(left, right, Correlation::spearman, covariates, parallel);
    CHECK(std::memcmp(shared.r.data(), alone.r.data(), sizeof(double) * alone.r.size()) == 0);
    CHECK(std::memcmp(shared.log10_p.data(), alone.log10_p.data(), sizeof(double) * alone.r.size()) == 0);
  }
}

TEST_CASE("correlations at the edges") {
  const Column x{1, 2, 3, 4}, y{2, 1, 4, 3}, flat{7, 7, 7, 7};
  CHECK(correlate(Column{1, 2}, Column{3, 5}, Correlation::pearson).reason == Reason::too_few);
  CHECK(correlate(Column{1}, Column{3}, Correlation::pearson).reason == Reason::too_few);
  CHECK(correlate({}, {}, Correlation::pearson).reason == Reason::too_few);
  CHECK(correlate(x, flat, Correlation::pearson).reason == Reason::constant);
  CHECK(correlate(x, Column{1, nan_, nan_, 1}, Correlation::spearman).reason == Reason::too_few);
  CHECK(correlate(Column{1, 2, 3, std::numeric_limits<double>::infinity()}, y, Correlation::pearson).reason ==
        Reason::not_finite);
  CHECK(correlate(Column{1, 2, 3, std::numeric_limits<double>::infinity()}, y, Correlation::spearman).reason ==
        Reason::none);
  const TestResult same = correlate(x, Column{10, 20, 30, 40}, Correlation::pearson);
  CHECK(same.estimate == 1);
  CHECK(same.p == 0);
  CHECK(same.ci_low == 1);
  CHECK(correlate(Column{1, 2, 4}, Column{2, 1, 9}, Correlation::pearson).ci_reason == Reason::too_few);
  Covariates itself;
  itself.continuous = matrix({1, 2, 3, 4, 8, 6}, 1);
  CHECK(correlate(Column{2, 4, 6, 8, 16, 12}, Column{1, 3, 2, 5, 4, 9}, Correlation::pearson, itself).reason ==
        Reason::collinear);
  CHECK_THROWS_AS(correlate(x, y, Correlation::pearson, itself), std::invalid_argument);
  Eigen::MatrixXd longer = noise(5, 1, 1);
  CHECK_THROWS_AS(correlate_block(noise(4, 1, 1), longer, Correlation::pearson), std::invalid_argument);
}

TEST_CASE("p far below the smallest double keeps its logarithm") {
  Column x, y;
  for (int i = 0; i < 3000; ++i) x.push_back(i), y.push_back(i + 100 * std::sin(i * 1.7));
  const TestResult r = correlate(x, y, Correlation::pearson);
  CHECK(r.p == 0);
  CHECK(r.log10_p < -1000);
  CHECK(std::isfinite(r.log10_p));
}
