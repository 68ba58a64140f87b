#include "stats/survival/cox_screen.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include "stats/base/random.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using rgx::test::codes;
using rgx::test::relative;
using rgx::test::vector_of;

namespace {

void two_threads(std::size_t n, const std::function<void(std::size_t)>& body) {
  std::thread odd([&] {
    for (std::size_t i = 1; i < n; i += 2) body(i);
  });
  for (std::size_t i = 0; i < n; i += 2) body(i);
  odd.join();
}

bool same_bytes(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

CoxCases simulated(Index n, Stream draws) {
  CoxCases cases;
  cases.time.resize(n);
  for (Index i = 0; i < n; ++i) {
    cases.time[i] = std::ceil(-20 * std::log(1 - draws.uniform()));
    cases.event.push_back(draws.bernoulli(0.7));
  }
  return cases;
}

}  // namespace

TEST_CASE("the screens equal coxph feature by feature") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("cox")) {
    if (!f.contains("features")) continue;
    CAPTURE(name);
    CoxCases cases;
    cases.time = vector_of(f.at("time"));
    cases.event = codes(f.at("event"));
    cases.stratum = codes(f.at("stratum"));
    cases.weight = vector_of(f.at("weight"));
    CoxOptions options;
    if (f.at("ties")[0] == 1) options.ties = CoxTies::breslow;
    const Index n = cases.size(), q = static_cast<Index>(f.at("feature_columns")[0]);
    const Index k = static_cast<Index>(f.at("columns")[0]);
    const MatrixXd features = Eigen::Map<const MatrixXd>(f.at("features").data(), n, q);
    const MatrixXd covariates = Eigen::Map<const MatrixXd>(f.at("z").data(), n, k);
    const auto score = cox_score_screen(cases, features, covariates, options);
    const auto wald = cox_fit_screen(cases, features, covariates, ModelTest::wald, options);
    const auto lr = cox_fit_screen(cases, features, covariates, ModelTest::likelihood_ratio, options);
    const auto again = cox_fit_screen(cases, features, covariates, ModelTest::score, options);
    for (Index i = 0; i < q; ++i) {
      CAPTURE(i);
      const std::size_t j = static_cast<std::size_t>(i);
      CHECK(static_cast<double>(score[j].n) == f.at("n")[j]);
      CHECK(static_cast<double>(wald[j].n) == f.at("n")[j]);
      if (std::isnan(f.at("score")[j])) {
        CHECK(score[j].reason != Reason::none);
        CHECK(wald[j].reason != Reason::none);
        CHECK(std::isnan(lr[j].p));
        continue;
      }
      ++checked;
      CHECK(relative(score[j].statistic, f.at("score")[j]) < 1e-9);
      CHECK(relative(again[j].statistic, f.at("score")[j]) < 1e-9);
      CHECK(relative(score[j].p, f.at("score_p")[j]) < 1e-9);
      CHECK(std::isnan(score[j].estimate));
      CHECK(relative(wald[j].statistic, f.at("wald")[j]) < 1e-8);
      CHECK(relative(wald[j].p, f.at("wald_p")[j]) < 1e-8);
      CHECK(relative(wald[j].estimate, std::exp(f.at("coefficient")[j])) < 1e-9);
      CHECK(relative(wald[j].ci_low, f.at("low")[j]) < 1e-9);
      CHECK(relative(wald[j].ci_high, f.at("high")[j]) < 1e-9);
      CHECK(relative(lr[j].statistic, f.at("lr")[j]) < 1e-8);
    }
  }
  CHECK(checked > 40);
}

TEST_CASE("threads and neighbours change no byte") {
  const CoxCases cases = simulated(80, Stream(3));
  Stream draws(4);
  MatrixXd features(80, 200);
  for (Index i = 0; i < features.size(); ++i) features.data()[i] = draws.normal();
  features(5, 30) = features(7, 30) = features(5, 31) = std::numeric_limits<double>::quiet_NaN();
  const auto score = cox_score_screen(cases, features);
  const auto score2 = cox_score_screen(cases, features, MatrixXd(), {}, two_threads);
  const auto fit = cox_fit_screen(cases, features, MatrixXd(), ModelTest::likelihood_ratio);
  const auto fit2 = cox_fit_screen(cases, features, MatrixXd(), ModelTest::likelihood_ratio, {}, two_threads);
  for (std::size_t j = 0; j < 200; ++j) {
    CHECK(same_bytes(score[j].p, score2[j].p));
    CHECK(same_bytes(fit[j].p, fit2[j].p));
    CHECK(same_bytes(fit[j].estimate, fit2[j].estimate));
    const Index only[] = {0};
    const TestResult alone = cox_test(cases, features.col(static_cast<Index>(j)), only, ModelTest::likelihood_ratio);
    CHECK(alone.n == fit[j].n);
    CHECK(std::abs(alone.statistic - fit[j].statistic) < 1e-10);
    CHECK(relative(fit[j].estimate, alone.estimate) < 1e-10);
  }
}

TEST_CASE("features that cannot be tested say why, and far ones are left to the general routine") {
  CoxCases cases = simulated(40, Stream(5));
  MatrixXd features(40, 4);
  Stream draws(6);
  for (Index i = 0; i < features.size(); ++i) features.data()[i] = draws.normal();
  features.col(0).setConstant(0.1);
  features(3, 1) = std::numeric_limits<double>::infinity();
  features.col(2).setConstant(std::numeric_limits<double>::quiet_NaN());
  features.col(3) = -cases.time;  // the event always has the largest value at risk
  for (const auto& r :
       {cox_score_screen(cases, features), cox_fit_screen(cases, features, MatrixXd(), ModelTest::likelihood_ratio)}) {
    CHECK(r[0].reason == Reason::constant);
    CHECK(r[1].reason == Reason::not_finite);
    CHECK(r[2].reason == Reason::too_few);
    CHECK(r[3].reason == Reason::none);
    CHECK(r[3].p < 1e-6);
  }
  const auto wald = cox_fit_screen(cases, features, MatrixXd(), ModelTest::wald);
  CHECK(wald[3].reason == Reason::separated);
  CHECK(std::isinf(wald[3].estimate));
  cases.event.assign(40, 0);
  CHECK(cox_score_screen(cases, features)[3].reason == Reason::one_class);
  cases.cluster.assign(40, 1);
  CHECK_THROWS_AS(cox_score_screen(cases, features), std::invalid_argument);
  CHECK_THROWS_AS(cox_score_screen(cases, features.topRows(3)), std::invalid_argument);
}
