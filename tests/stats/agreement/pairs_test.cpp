#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "stats/agreement/bland_altman.hpp"
#include "stats/agreement/concordance.hpp"
#include "stats/agreement/repeatability.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::apart;
using rgx::test::matrix_of;
using rgx::test::relative;

namespace {

constexpr double nan_ = std::numeric_limits<double>::quiet_NaN();
using Values = std::vector<double>;

// Bland & Altman 1986, table 1, first and second reading of the mini meter and of Wright's.
const Values mini{512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451};
const Values wright{494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427};
const Values again{490, 397, 512, 401, 470, 611, 415, 431, 638, 429, 420, 633, 275, 492, 165, 372, 421};

void check(const Estimate& e, const Values& expected) {
  CHECK(apart(e.value, expected.at(0)) < 1e-12);
  CHECK(apart(e.ci.low, expected.at(1)) < 1e-11);
  CHECK(apart(e.ci.high, expected.at(2)) < 1e-11);
}

MatrixXd beside(const Values& x, const Values& y) {
  MatrixXd m(static_cast<Index>(x.size()), 2);
  for (Index i = 0; i < m.rows(); ++i) m(i, 0) = x[i], m(i, 1) = y[i];
  return m;
}

RepeatLayout pair_layout(Index n) {
  RepeatLayout layout(n, 2);
  std::iota(layout.data(), layout.data() + layout.size(), 0);
  return layout;
}

}  // namespace

TEST_CASE("concordance equals epi.ccc") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("agreement")) {
    if (!f.contains("ccc")) continue;
    CAPTURE(name);
    ++checked;
    const TestResult r = concordance(f.at("ccc_x"), f.at("ccc_y"), f.at("level")[0]);
    CHECK(static_cast<double>(r.n) == f.at("n")[0]);
    CHECK(apart(r.estimate, f.at("ccc")[0]) < 1e-12);
    CHECK(apart(r.ci_low, f.at("ccc")[1]) < 1e-12);
    CHECK(apart(r.ci_high, f.at("ccc")[2]) < 1e-12);
    CHECK(r.ci_reason == Reason::none);
  }
  CHECK(checked == 10);
}

TEST_CASE("concordance at its edges") {
  const Values x{1, 2, 3, 5}, constant{4, 4, 4, 4};
  const TestResult same = concordance(x, x);
  CHECK(same.estimate == 1);
  CHECK(same.ci_reason == Reason::degenerate);
  CHECK(std::isnan(same.ci_low));
  const TestResult one = concordance(x, constant);
  CHECK(one.estimate == 0);
  CHECK(one.ci_reason == Reason::degenerate);
  CHECK(concordance(constant, constant).reason == Reason::constant);
  CHECK(concordance(Values{1}, Values{2}).reason == Reason::too_few);
  CHECK(concordance(Values{}, Values{}).reason == Reason::too_few);
  const TestResult two = concordance(Values{1, 2}, Values{1, 3});
  CHECK(two.estimate > 0);
  CHECK(two.ci_reason == Reason::too_few);
  CHECK(concordance(Values{1, 2, nan_, 4}, Values{1, nan_, 3, 5}).n == 2);
  CHECK_THROWS_AS(concordance(x, Values{1, 2}), std::invalid_argument);
  // Uncorrelated to the last digit, where the published variance divides 0 by 0.
  const TestResult none = concordance(Values{1, 1, -1, -1}, Values{1, -1, 1, -1});
  CHECK(none.estimate == 0);
  CHECK(none.ci_reason == Reason::none);
  CHECK(none.ci_low == -none.ci_high);
  CHECK(none.ci_high < 1);
}

TEST_CASE("limits of agreement equal their formulas in R") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("agreement")) {
    if (!f.contains("bias")) continue;
    CAPTURE(name);
    ++checked;
    const BlandAltman r =
        bland_altman(f.at("ba_x"), f.at("ba_y"), static_cast<DifferenceScale>(f.at("scale")[0]), f.at("level")[0]);
    CHECK(static_cast<double>(r.n) == f.at("n")[0]);
    CHECK(relative(r.sd, f.at("sd")[0]) < 1e-12);
    check(r.bias, f.at("bias"));
    check(r.lower, f.at("lower"));
    check(r.upper, f.at("upper"));
    if (!f.contains("slope")) {
      CHECK(r.slope_reason == Reason::too_few);
      continue;
    }
    check(r.slope, f.at("slope"));
    CHECK(relative(r.slope_p, f.at("slope")[3]) < 1e-10);
  }
  CHECK(checked == 27);
}

TEST_CASE("the peak flow meters differ as Bland and Altman printed") {
  const BlandAltman r = bland_altman(wright, mini);
  CHECK(std::abs(r.bias.value + 2.1) < 0.05);
  CHECK(std::abs(r.sd - 38.8) < 0.05);
  CHECK(std::abs(r.bias.ci.low + 22.0) < 0.1);
  CHECK(std::abs(r.bias.ci.high - 17.8) < 0.1);
  // Twice the root of the mean squared difference of two readings there; 1.96 here.
  const Repeatability twice = repeatability(beside(wright, again));
  CHECK(std::abs(twice.coefficient.value * 2 / 1.959963984540054 - 43.2) < 0.1);
}

TEST_CASE("limits of agreement at their edges") {
  const Values x{1, 2, 3, 5}, shifted{2, 3, 4, 6};
  const BlandAltman r = bland_altman(shifted, x);
  CHECK(r.bias.value == 1);
  CHECK(r.sd == 0);
  CHECK(r.lower.value == 1);
  CHECK(std::isnan(r.lower.ci.low));
  CHECK(r.ci_reason == Reason::degenerate);
  CHECK(bland_altman(Values{1}, Values{1}).reason == Reason::too_few);
  CHECK(bland_altman(Values{1, -1}, Values{-1, 2}, DifferenceScale::percent).reason == Reason::not_finite);
  CHECK(bland_altman(Values{1, 0}, Values{1, 2}, DifferenceScale::ratio).reason == Reason::not_finite);
  CHECK(bland_altman(Values{1, 2, 3}, Values{3, 2, 1}).slope_reason == Reason::constant);
  const auto points = bland_altman_points(Values{4, nan_, 9}, Values{1, 2, 4}, DifferenceScale::ratio);
  REQUIRE(points.size() == 2);
  CHECK(points[1].row == 2);
  CHECK(points[1].mean == doctest::Approx(6));
  CHECK(points[1].difference == doctest::Approx(2.25));
}

TEST_CASE("repeatability equals the mean square within subjects") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("agreement")) {
    if (!f.contains("rc_x")) continue;
    CAPTURE(name);
    ++checked;
    const Repeatability r = repeatability(matrix_of(f.at("rc_x"), f.at("repeats")[0]), f.at("level")[0]);
    CHECK(static_cast<double>(r.n) == f.at("n")[0]);
    CHECK(r.df == f.at("df")[0]);
    check(r.within_sd, f.at("within_sd"));
    check(r.coefficient, f.at("coefficient"));
    if (f.contains("within_cv")) {
      check(r.within_cv, f.at("within_cv"));
      check(r.percent_coefficient, f.at("percent"));
      CHECK(relative(r.ratio_limits.low, f.at("ratio")[0]) < 1e-12);
      CHECK(relative(r.ratio_limits.high, f.at("ratio")[1]) < 1e-12);
    } else {
      CHECK(r.ratio_reason == Reason::not_finite);
      CHECK(std::isnan(r.within_cv.value));
    }
  }
  CHECK(checked == 6);
}

TEST_CASE("repeatability at its edges") {
  const Repeatability equal = repeatability(beside(wright, wright));
  CHECK(equal.within_sd.value == 0);
  CHECK(equal.ci_reason == Reason::degenerate);
  CHECK(std::isnan(equal.coefficient.ci.high));
  CHECK(equal.ratio_limits.low == 1);
  CHECK(repeatability(MatrixXd(0, 2)).reason == Reason::too_few);
  CHECK(repeatability(MatrixXd::Ones(5, 1)).reason == Reason::too_few);
}

TEST_CASE("screens of pairs have the numbers of single pairs, on complete subjects") {
  MatrixXd table(34, 2);
  table.col(0) = beside(wright, mini).reshaped();
  table.col(1) = beside(wright, again).reshaped();
  table(3, 1) = nan_;
  const RepeatLayout layout = pair_layout(17);
  CHECK(concordance_screen(table, layout)[0].ci_low == concordance(wright, mini).ci_low);
  CHECK(concordance_screen(table, layout)[1].n == 16);
  CHECK(bland_altman_screen(table, layout)[0].upper.ci.high == bland_altman(wright, mini).upper.ci.high);
  CHECK(repeatability_screen(table, layout)[0].coefficient.ci.low ==
        repeatability(beside(wright, mini)).coefficient.ci.low);
  CHECK(repeatability_screen(table, layout)[1].n == 16);
  CHECK_THROWS_AS(concordance_screen(table, RepeatLayout::Zero(4, 3)), std::invalid_argument);
  CHECK_THROWS_AS(bland_altman_screen(table, RepeatLayout::Zero(4, 3)), std::invalid_argument);
}
