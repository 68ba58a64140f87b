#include "stats/survival/survival_brier.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

#include "stdlib/conformance/cox_fields.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::cox_cases_of;
using rgx::test::codes;
using rgx::test::Fields;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_of;

TEST_CASE("the Brier score at a time and its integral equal riskRegression::Score()") {
  int checked = 0, integrated = 0;
  for (const auto& [name, f] : rgx::test::read_cases("time_auc")) {
    if (!f.contains("brier")) continue;
    CAPTURE(name);
    const std::vector<double>& times = f.at("brier_at");
    const MatrixXd survival = matrix_of(f.at("survival"), static_cast<double>(times.size()));
    const auto found = survival_brier(cox_cases_of(f), times, survival);
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(relative(found[i].value, f.at("brier")[i]) < 1e-12);
      CHECK(relative(found[i].se, f.at("brier_se")[i]) < 1e-12);
      CHECK(relative(found[i].ci.low, f.at("brier_low")[i]) < 1e-12);
      CHECK(relative(found[i].ci.high, f.at("brier_high")[i]) < 1e-12);
      ++checked;
    }
    if (!name.starts_with("brier_every")) continue;
    // Score() takes the score from the left of each time; here at all times where it changes.
    std::vector<double> known;
    MatrixXd kept(survival.rows(), static_cast<Index>(f.at("known").size()));
    for (const double j : f.at("known")) {
      kept.col(static_cast<Index>(known.size())) = survival.col(static_cast<Index>(j));
      known.push_back(times[static_cast<std::size_t>(j)]);
    }
    for (std::size_t i = 1; i < times.size(); ++i, ++integrated)
      CHECK(relative(integrated_brier(cox_cases_of(f), known, kept, times[i]).value, f.at("ibs")[i]) < 1e-12);
  }
  CHECK(checked == 54);
  CHECK(integrated == 36);
}

TEST_CASE("what was predicted rightly scores 0, and beyond the last event nothing is known") {
  CoxCases cases;
  cases.time = (VectorXd(4) << 1, 2, 3, 4).finished();
  cases.event = {1, 1, 1, 0};
  const double times[] = {1, 2, 3};
  MatrixXd right(4, 3);
  right << 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1;
  CHECK(integrated_brier(cases, times, right, 3).value == 0);
  CHECK(integrated_brier(cases, times, right, 3).se == 0);
  const double half[] = {2};
  CHECK(survival_brier(cases, half, MatrixXd::Constant(4, 1, 0.5))[0].value == doctest::Approx(0.25).epsilon(1e-15));
  CHECK(integrated_brier(cases, times, right, 3.5).reason == Reason::too_few);
  CHECK(integrated_brier(cases, times, right, 0).reason == Reason::too_few);
  const double late[] = {3.5};
  CHECK(survival_brier(cases, late, MatrixXd::Ones(4, 1))[0].reason == Reason::too_few);
  CHECK(survival_brier(cases, late, MatrixXd::Constant(4, 1, missing))[0].n == 0);
  CHECK_THROWS_AS(survival_brier(cases, times, MatrixXd::Ones(4, 1)), std::invalid_argument);
  cases.weight = VectorXd::Ones(4);
  CHECK_THROWS_AS(survival_brier(cases, times, right), std::invalid_argument);
}
