// Robust scaling, limits, columns that hardly vary, powers.
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/prepare/near_zero_variance.hpp"
#include "stats/prepare/power_transform.hpp"
#include "stats/prepare/robust_scale.hpp"
#include "stats/prepare/winsorise.hpp"
#include "stdlib/conformance/case_fields.hpp"
#include "tests/stats/backwards.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::conformance::vector_of;
using rgx::test::apart;
using rgx::test::read_cases;
using rgx::test::relative;

namespace {
constexpr double absent = std::numeric_limits<double>::quiet_NaN();
}

TEST_CASE("robust scale and limits are R's") {
  for (const auto& [name, f] : read_cases("prepare")) {
    if (!f.contains("median")) continue;
    const MatrixXd x = vector_of(f.at("column"));
    const Scaling s = fit_robust_scale(x);
    CHECK_MESSAGE(relative(s.mean[0], f.at("median")[0]) < 1e-14, name);
    CHECK_MESSAGE(relative(s.sd[0], f.at("iqr")[0]) < 1e-13, name);
    CHECK_MESSAGE(relative(fit_robust_scale(x, Spread::mad).sd[0], f.at("mad")[0]) < 1e-13, name);
    const Winsorising w = fit_winsorise(x);
    CHECK_MESSAGE(relative(w.low[0], f.at("limits")[0]) < 1e-13, name);
    CHECK_MESSAGE(relative(w.high[0], f.at("limits")[1]) < 1e-13, name);
    const MatrixXd cut = transformed(w, x);
    for (Index i = 0; i < x.rows(); ++i)
      CHECK((std::isnan(x(i, 0)) ? std::isnan(cut(i, 0))
                                 : cut(i, 0) == std::min(std::max(x(i, 0), w.low[0]), w.high[0])));
  }
}

TEST_CASE("columns without spread or cases are told apart") {
  MatrixXd x(8, 3);
  x << 1, 4, absent, 1, 4, absent, 1, 4, absent, 1, 4, absent, 1, 4, absent, 1, 4, absent, 1, 4, absent, 9, 4, absent;
  const Scaling s = fit_robust_scale(x);
  CHECK(s.reason == std::vector<std::string>{"no spread", "constant", "no cases"});
  CHECK(transformed(s, x)(7, 0) == 8);
  const Winsorising w = fit_winsorise(x);
  CHECK(std::isnan(w.low[2]));
  CHECK(std::isnan(transformed(w, x)(0, 2)));
  CHECK_THROWS_AS(fit_winsorise(x, 0.9, 0.1), std::invalid_argument);
  CHECK_THROWS_AS(transformed(w, x.leftCols(2)), std::invalid_argument);
}

TEST_CASE("columns that hardly vary are caret's") {
  for (const auto& [name, f] : read_cases("prepare")) {
    if (!f.contains("near_zero")) continue;
    const MatrixXd x = vector_of(f.at("column"));
    CHECK_MESSAGE(static_cast<double>(fit_drop_near_zero(x).dropped.size()) == f.at("near_zero")[0], name);
    CHECK_MESSAGE(static_cast<double>(fit_drop_near_zero(x, {5, 0.4}).dropped.size()) == f.at("near_zero_wide")[0],
                  name);
  }
}

TEST_CASE("powers are car's, and lie where the likelihood has its top") {
  for (const auto& [name, f] : read_cases("prepare")) {
    if (!f.contains("power_of")) continue;
    const MatrixXd x = vector_of(f.at("power_of"));
    const auto found = fit_power(x, f.at("box_cox")[0] == 1 ? Power::box_cox : Power::yeo_johnson);
    CHECK_MESSAGE(std::abs(found.lambda[0] - f.at("lambda")[0]) < 1e-8, name);
    const VectorXd z = transformed(found, x).col(0);
    for (Index i = 0; i < z.size(); ++i) CHECK(apart(z[i], f.at("transformed")[i]) < 1e-8);
  }
}

TEST_CASE("powers of columns that are hard") {
  CHECK(std::abs(yeo_johnson(3, 0) - std::log(4)) < 1e-15);
  CHECK(std::abs(yeo_johnson(-3, 2) + std::log(4)) < 1e-15);
  CHECK(yeo_johnson(5, 1) == doctest::Approx(5).epsilon(1e-15));
  CHECK(yeo_johnson(-5, 1) == doctest::Approx(-5).epsilon(1e-15));
  CHECK(std::isnan(box_cox(0, 0.5)));
  // Smooth through lambda 0, where the closed form is 0/0.
  CHECK(std::abs(box_cox(7, 1e-9) - box_cox(7, 0)) < 1e-8);

  MatrixXd x(6, 6);
  x << 1, 1e8, 2, absent, 1e-9, 1, 2, 1e8 + 5, 2, absent, 3e-9, 2, 3, 1e8 + 9, 2, absent, 2e-9, 4, 4, 1e8 + 2, 2,
      absent, 9e-9, 8, -1, 1e8 + 30, 2, absent, 4e-9, 16, 6, 1e8 + 4, 2, absent, 5e-9, 32;
  const auto bc = fit_power(x, Power::box_cox);
  CHECK(bc.reason == std::vector<std::string>{"not positive", "", "constant", "no cases", "", ""});
  CHECK(bc.lambda[0] == 1);
  CHECK(std::abs(bc.lambda[5]) < 1e-8);  // powers of two are even on the logarithm
  const auto yj = fit_power(x, Power::yeo_johnson);
  CHECK(yj.reason == std::vector<std::string>{"", "", "constant", "no cases", "", ""});
  for (const auto& fit : {bc, yj}) {
    CHECK(fit.lambda.allFinite());
    CHECK(fit.lambda.cwiseAbs().maxCoeff() <= 5);
    const MatrixXd z = transformed(fit, x);
    CHECK(z(0, 2) == 2);
    CHECK(std::isnan(z(0, 3)));
    CHECK(std::isfinite(z(4, 1)));
  }
  CHECK(std::isnan(transformed(bc, -x.cwiseAbs())(0, 5)));  // no value for a case that is not positive
  CHECK(fit_power(x, Power::yeo_johnson, rgx::test::backwards).lambda == yj.lambda);
}
