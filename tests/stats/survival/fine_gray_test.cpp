#include "stats/survival/fine_gray.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::codes;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_of;
using rgx::test::worst;

namespace {

CompetingCases few() { return {VectorXd::LinSpaced(8, 1, 8), {1, 2, 0, 1, 2, 1, 0, 1}, {}}; }
const VectorXd few_x = (VectorXd(8) << 0.3, 1, -0.4, 0.8, 0.1, 0.2, 0.9, -0.3).finished();

}  // namespace

TEST_CASE("subdistribution hazards equal crr run to convergence") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("competing")) {
    if (!f.contains("coefficient")) continue;
    CAPTURE(name);
    ++checked;
    const CompetingCases cases{vector_of(f.at("time")), codes(f.at("cause")), {}};
    const MatrixXd x = matrix_of(f.at("x"), f.at("columns")[0]);
    FineGrayOptions options;
    options.cause = static_cast<int>(f.at("of")[0]);
    const CoxFit fit = fine_gray_regression(cases, x, options);
    CHECK(fit.reason == "");
    CHECK(worst(fit.coefficient, f.at("coefficient")) < 1e-6);
    CHECK(worst(fit.se, f.at("model_se")) < 1e-6);
    CHECK(worst(fit.robust_se, f.at("se")) < 1e-6);
    CHECK(worst(fit.robust_covariance.reshaped(), f.at("covariance")) < 1e-6);
    CHECK(worst(fit.z, f.at("z")) < 1e-6);
    CHECK(worst(fit.log10_p, f.at("log10_p")) < 1e-6);
    CHECK(worst(fit.hazard_ratio, f.at("ratio")) < 1e-6);
    CHECK(worst(fit.ci_low, f.at("ratio_low")) < 1e-6);
    CHECK(worst(fit.ci_high, f.at("ratio_high")) < 1e-6);
    CHECK(relative(fit.log_likelihood_null, f.at("loglik")[0]) < 1e-11);
    CHECK(relative(fit.log_likelihood, f.at("loglik")[1]) < 1e-11);
    CHECK(worst(fit.wald, f.at("wald")) < 1e-6);
    std::vector<Index> all;
    for (Index j = 0; j < x.cols(); ++j) all.push_back(j);
    CHECK(worst(fine_gray_test(cases, x, all, options), f.at("wald")) < 1e-6);
    const Index last[] = {x.cols() - 1};
    const TestResult one = fine_gray_test(cases, x, last, options);
    CHECK(relative(one.estimate, f.at("ratio").back()) < 1e-6);
    CHECK(relative(one.ci_high, f.at("ratio_high").back()) < 1e-6);
    CHECK(one.estimate_kind == "subdistribution_hazard_ratio");
  }
  CHECK(checked == 9);
}

TEST_CASE("a coefficient of the subdistribution that runs to infinity is told") {
  VectorXd x = VectorXd::Zero(8);
  x[1] = x[4] = 1;  // only those with the other cause
  const CoxFit fit = fine_gray_regression(few(), x);
  CHECK(fit.reason == "monotone likelihood");
  CHECK(fit.coefficient[0] == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(fit.robust_se[0]));
  const Index only[] = {0};
  const TestResult test = fine_gray_test(few(), x, only);
  CHECK(test.reason == Reason::separated);
  CHECK(test.estimate == 0);
}

TEST_CASE("what cannot be fitted of a subdistribution says why") {
  const Index only[] = {0};
  CompetingCases cases = few();
  cases.cause.assign(8, 2);
  CHECK(fine_gray_regression(cases, few_x).reason == "no events");
  CHECK(fine_gray_test(cases, few_x, only).reason == Reason::one_class);
  CHECK(fine_gray_test(few(), VectorXd::Constant(8, 2), only).reason == Reason::collinear);
  CHECK(fine_gray_regression(few(), VectorXd::Constant(8, std::numeric_limits<double>::quiet_NaN())).reason ==
        "no cases");
  CHECK_THROWS_AS(fine_gray_regression(few(), few_x.head(3)), std::invalid_argument);
  cases.entry = VectorXd::Zero(8);
  CHECK_THROWS_AS(fine_gray_regression(cases, few_x), std::invalid_argument);
}
