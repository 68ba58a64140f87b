#include "stats/agreement/icc.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <thread>

#include "stats/agreement/two_way.hpp"
#include "stats/base/f_quantile.hpp"
#include "stats/base/tails.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::apart;
using rgx::test::matrix_of;
using rgx::test::relative;

namespace {

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();

RepeatLayout layout_of(Index n, Index k) {
  RepeatLayout layout(n, k);
  for (Index i = 0; i < layout.size(); ++i) layout.data()[i] = static_cast<int>(i);
  return layout;
}

MatrixXd block_of(std::initializer_list<std::initializer_list<double>> rows) { return MatrixXd(rows); }

// Ten subjects, two repeats that differ.
MatrixXd some() {
  MatrixXd x(10, 2);
  for (Index i = 0; i < 10; ++i)
    x(i, 0) = std::sin(static_cast<double>(i)), x(i, 1) = x(i, 0) + 0.1 * std::cos(3.0 * static_cast<double>(i));
  return x;
}

}  // namespace

TEST_CASE("intraclass correlations equal psych::ICC by analysis of variance") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("agreement")) {
    if (!f.contains("icc_x")) continue;
    CAPTURE(name);
    ++checked;
    const MatrixXd x = matrix_of(f.at("icc_x"), f.at("repeats")[0]);
    const auto found = icc_screen_all(x.reshaped(), layout_of(x.rows(), x.cols()), f.at("level")[0])[0];
    for (std::size_t i = 0; i < 6; ++i) {
      CAPTURE(i);
      const TestResult& r = found[i];
      CHECK(static_cast<double>(r.n) == f.at("n")[0]);
      CHECK(apart(r.estimate, f.at("icc")[i]) < 1e-12);
      CHECK(relative(r.statistic, f.at("f")[i]) < 1e-12);
      CHECK(r.df == f.at("df1")[i]);
      CHECK(r.df2 == f.at("df2")[i]);
      CHECK(apart(r.log10_p, f.at("log10_p")[i]) < 1e-11);
      CHECK(apart(r.ci_low, f.at("low")[i]) < 1e-10);
      CHECK(apart(r.ci_high, f.at("high")[i]) < 1e-10);
      CHECK(r.test == "icc " + std::string(icc_name(all_icc[i])));
      CHECK(icc_form(icc_name(all_icc[i])) == all_icc[i]);
    }
  }
  CHECK(checked == 15);
  CHECK_FALSE(icc_form("4,1").has_value());
}

TEST_CASE("the four judges of Shrout and Fleiss have the correlations they printed") {
  const MatrixXd judged =
      block_of({{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}});
  const auto found = icc_all(judged);
  const double printed[] = {.17, .29, .71, .44, .62, .91};
  for (std::size_t i = 0; i < 6; ++i) CHECK(std::abs(found[i].estimate - printed[i]) < 0.005);
  const TwoWay a = two_way(judged);
  CHECK(std::abs(a.subjects - 11.24) < 0.005);
  CHECK(std::abs(a.within - 6.26) < 0.005);
  CHECK(std::abs(a.repeats - 32.49) < 0.005);
  CHECK(std::abs(a.residual - 1.02) < 0.005);
}

TEST_CASE("a correlation that does not exist says why") {
  const auto all_are = [](const MatrixXd& block, Reason reason) {
    for (const TestResult& r : icc_all(block)) {
      CHECK(r.reason == reason);
      CHECK(r.ci_reason == reason);
      CHECK(std::isnan(r.estimate));
      CHECK(std::isnan(r.p));
    }
  };
  all_are(MatrixXd(0, 2), Reason::too_few);
  all_are(block_of({{1, 2}}), Reason::too_few);
  all_are(block_of({{1}, {2}, {3}}), Reason::too_few);
  all_are(MatrixXd::Constant(8, 3, 0.1), Reason::constant);
}

TEST_CASE("repeats without error have correlation 1 and no interval") {
  MatrixXd x = some();
  x.col(1) = x.col(0);
  for (const TestResult& r : icc_all(x)) {
    CHECK(r.estimate == 1);
    CHECK(std::isnan(r.ci_low));
    CHECK(std::isnan(r.p));
    CHECK(r.ci_reason == Reason::degenerate);
    CHECK(r.reason == Reason::degenerate);
  }
}

TEST_CASE("subjects with one mean have single correlations but no average ones without error about them") {
  const MatrixXd x = block_of({{1, -1}, {-1, 1}, {2, -2}, {-2, 2}});
  const auto found = icc_all(x);
  CHECK(found[0].estimate == -1);  // -1 / (k - 1)
  CHECK(found[2].estimate == -1);
  CHECK(found[0].statistic == 0);
  CHECK(found[0].p == 1);
  CHECK(std::isnan(found[3].estimate));
  CHECK(found[3].ci_reason == Reason::degenerate);
  CHECK(std::isnan(found[5].estimate));
}

TEST_CASE("an offset alone costs absolute agreement only, and its interval is the formula's limit") {
  MatrixXd x(6, 2);  // whole numbers, so that the residual is exactly 0
  x.col(0) << 2, 4, 6, 8, 10, 12;
  x.col(1) = x.col(0).array() + 2;
  const TestResult consistent = icc(x, Icc::three_single), agreeing = icc(x, Icc::two_single);
  CHECK(consistent.estimate == 1);
  CHECK(consistent.ci_low == 1);
  CHECK(consistent.reason == Reason::degenerate);
  CHECK(agreeing.estimate == doctest::Approx(28.0 / (28 + 2 * 12.0 / 6)).epsilon(1e-12));
  MatrixXd nearly = x;
  nearly(0, 1) += 1e-7;
  const TestResult beside = icc(nearly, Icc::two_single);
  CHECK(apart(agreeing.ci_low, beside.ci_low) < 1e-6);
  CHECK(apart(agreeing.ci_high, beside.ci_high) < 1e-6);
}

TEST_CASE("neither scale nor offset changes a correlation") {
  const MatrixXd x = some();
  const auto plain = icc_all(x);
  for (const double scale : {1e-200, 1.0, 1e200})
    for (const double offset : {0.0, 1e5}) {
      const auto moved = icc_all((x.array() + offset) * scale);
      for (std::size_t i = 0; i < 6; ++i) {
        CHECK(relative(moved[i].estimate, plain[i].estimate) < 1e-9);
        CHECK(relative(moved[i].ci_low, plain[i].ci_low) < 1e-9);
      }
    }
}

TEST_CASE("the layout finds rows wherever they stand and leaves out what is incomplete") {
  const std::vector<int> subject{1, 0, 2, 1, 0, 2, -1}, repeat{1, 0, 1, 0, 1, 0, 0};
  const RepeatLayout layout = repeat_layout(subject, repeat);
  CHECK(layout.rows() == 3);
  CHECK(layout(0, 0) == 1);
  CHECK(layout(1, 0) == 3);
  CHECK(layout(2, 1) == 2);
  VectorXd column(7);
  column << 10, 20, 30, 40, 50, nan_, 70;
  CHECK(complete_block(column, layout) == block_of({{20, 50}, {40, 10}}));
  column[1] = std::numeric_limits<double>::infinity();
  CHECK(complete_block(column, layout) == block_of({{40, 10}}));
  CHECK(repeat_layout(std::vector{0, 1, 1}, std::vector{0, 0, 1})(0, 1) == -1);
  CHECK_THROWS_AS(repeat_layout(std::vector{0, 0}, std::vector{1, 1}), std::invalid_argument);
  CHECK_THROWS_AS(repeat_layout(std::vector{0, 0}, std::vector{1}), std::invalid_argument);
}

TEST_CASE("a screen has the bytes of single blocks, whatever the threads") {
  MatrixXd table(60, 40);
  for (Index i = 0; i < table.size(); ++i)
    table.data()[i] = std::sin(static_cast<double>(i * i % 977)) + static_cast<double>(i % 20);
  for (Index j = 0; j < 40; j += 3) table(j, j) = nan_;
  const RepeatLayout layout = layout_of(20, 3);
  const ParallelFor threads = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    std::thread odd([&] {
      for (std::size_t i = 1; i < n; i += 2) body(i);
    });
    for (std::size_t i = 0; i < n; i += 2) body(i);
    odd.join();
  };
  const auto serial = icc_screen(table, layout, Icc::two_single),
             spread = icc_screen(table, layout, Icc::two_single, 0.95, threads);
  const auto every = icc_screen_all(table, layout, 0.95, threads);
  for (std::size_t j = 0; j < serial.size(); ++j) {
    const TestResult one = icc(complete_block(table.col(static_cast<Index>(j)), layout), Icc::two_single);
    for (const TestResult* r : {&spread[j], &every[j][1], &one}) {
      CHECK(serial[j].n == r->n);
      CHECK(serial[j].estimate == r->estimate);
      CHECK(serial[j].ci_low == r->ci_low);
      CHECK(serial[j].log10_p == r->log10_p);
    }
    CHECK(serial[j].n == (j % 3 == 0 ? 19 : 20));
  }
}

TEST_CASE("quantiles of F invert its tail, at any degrees of freedom") {
  for (const double df1 : {0.3, 1.0, 7.5, 400.0})
    for (const double df2 : {0.8, 2.0, 33.3, 5000.0})
      for (const double p : {0.025, 0.5, 0.975})
        CHECK(relative(1 - f_upper(f_quantile(p, df1, df2), df1, df2).p, p) < 1e-10);
  CHECK(relative(f_quantile(0.95, 3, 12), 3.4902948194976036) < 1e-13);
  CHECK(std::isnan(f_quantile(0.95, 0, 3)));
  CHECK(std::isnan(f_quantile(1, 2, 3)));
}
