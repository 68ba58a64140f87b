#include "stats/correction/storey.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/smoothing_spline.hpp"
#include "stats/correction/correct.hpp"
#include "stats/correction/local_fdr.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::relative;

TEST_CASE("pi0 and q are qvalue's") {
  double bootstrap = 0, smoother = 0, spline = 0, at = 0, worst_q = 0;
  for (const auto& [name, f] : rgx::test::read_cases("storey")) {
    CAPTURE(name);
    const auto& p = f.at("p");
    const auto pi0 = estimate_pi0(p);
    CHECK(pi0.note.empty());
    bootstrap = std::max(bootstrap, relative(pi0.value, f.at("pi0_bootstrap")[0]));
    for (std::size_t j = 0; j < 19; ++j) at = std::max(at, relative(pi0.at_lambda[j], f.at("at_lambda")[j]));
    const double smooth = estimate_pi0(p, Pi0Method::smoother).value;
    smoother = std::max(smoother, relative(smooth, f.at("pi0_smoother")[0]));
    spline = std::max(spline, relative(smooth, f.at("pi0_spline")[0]));
    const auto q = storey_q(p, pi0.value);
    for (std::size_t i = 0; i < p.size(); ++i) worst_q = std::max(worst_q, relative(q[i], f.at("q")[i]));
  }
  CAPTURE(smoother);
  CAPTURE(spline);
  CHECK(bootstrap < 1e-12);
  CHECK(at < 1e-12);
  CHECK(worst_q < 1e-12);
  CHECK(smoother < 1e-3);
  CHECK(spline < 1e-8);
}

TEST_CASE("the local false discovery rate is qvalue's to 3e-3 and the kernel sum's to 1e-5") {
  double package = 0, kernel = 0;
  for (const auto& [name, f] : rgx::test::read_cases("storey")) {
    const auto& p = f.at("p");
    const auto local = local_fdr(p, f.at("pi0_bootstrap")[0]);
    for (std::size_t i = 0; i < p.size(); ++i) {
      package = std::max(package, relative(local.value[i], f.at("lfdr")[i]));
      kernel = std::max(kernel, relative(local.value[i], f.at("kernel_lfdr")[i]));
    }
  }
  CHECK(package < 3e-3);
  CHECK(kernel < 1e-5);
}

TEST_CASE("pi0 that cannot be estimated is 1 and says so") {
  const std::vector<double> low{0.01, 0.2, 0.5, 0.94};
  const auto pi0 = estimate_pi0(low);
  CHECK(pi0.value == 1);
  CHECK_FALSE(pi0.note.empty());
  CHECK(storey_q(low, pi0.value) == adjust(low, Correction::BH));
  const auto none = estimate_pi0(std::vector<double>{std::numeric_limits<double>::quiet_NaN()});
  CHECK(std::isnan(none.value));
  CHECK(std::isnan(storey_q(std::vector<double>{missing}, none.value)[0]));
  CHECK_THROWS_AS(estimate_pi0(std::vector<double>{-0.1}), std::invalid_argument);
  CHECK_THROWS_AS(storey_q(low, 0), std::invalid_argument);
  CHECK(local_fdr(std::vector<double>{0.2}, 1).reason == Reason::too_few);
  CHECK_FALSE(local_fdr(std::vector<double>{0.3, 0.3, 0.3}, 1).value[0] > 1);
  CHECK_THROWS_AS(local_fdr(std::vector<double>{0.2, 1.2}, 1), std::invalid_argument);
  CHECK(pi0_method_named("smoother") == Pi0Method::smoother);
  CHECK_FALSE(pi0_method_named("spline"));
}

TEST_CASE("a smoothing spline leaves straight lines alone and knows no unit") {
  const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(19, 0.05, 0.95);
  const Eigen::VectorXd line = 3 - 2 * x.array();
  CHECK((smoothing_spline(x, line, 3) - line).norm() < 1e-11);
  const Eigen::VectorXd wave = (9 * x.array()).sin();
  CHECK((smoothing_spline(x, wave, 3) - wave).norm() > 0.5);
  CHECK((smoothing_spline(x, wave, 18.9) - wave).norm() < 0.05);
  const Eigen::VectorXd far = 1e6 * x.array() + 5;
  CHECK((smoothing_spline(far, wave, 5) - smoothing_spline(x, wave, 5)).norm() < 1e-9);
  CHECK_THROWS_AS(smoothing_spline(x, wave, 2), std::invalid_argument);
  CHECK_THROWS_AS(smoothing_spline(x.head(3), wave.head(3), 2.5), std::invalid_argument);
}
