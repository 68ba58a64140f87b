#include "stats/regression/moderated.hpp"

#include <doctest/doctest.h>

#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/regression/regress.hpp"
#include "tests/stats/cases.hpp"

using namespace rgx::stats;
using rgx::test::apart;
using rgx::test::relative;

namespace {

// x0, x1, … or y0, y1, … as columns.
Eigen::MatrixXd columns(const rgx::test::Fields& f, const std::string& name, Eigen::Index first, Eigen::Index count) {
  Eigen::MatrixXd x(static_cast<Eigen::Index>(f.at("x0").size()), count);
  for (Eigen::Index j = 0; j < count; ++j) {
    const auto& values = f.at(name + std::to_string(first + j));
    x.col(j) = Eigen::Map<const Eigen::VectorXd>(values.data(), x.rows());
  }
  return x;
}

Eigen::MatrixXd noise(Eigen::Index n, Eigen::Index g) {
  Eigen::MatrixXd y(n, g);
  for (Eigen::Index j = 0; j < g; ++j)
    for (Eigen::Index i = 0; i < n; ++i)
      y(i, j) = std::sin(1.0 + 12.9898 * static_cast<double>(i * g + j)) * (1 + std::cos(static_cast<double>(j)));
  return y;
}

Eigen::MatrixXd two_groups(Eigen::Index n) {
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(n, 1);
  x.bottomRows(n / 2).setOnes();
  return x;
}

}  // namespace

TEST_CASE("moderated t and F are limma's") {
  int checked = 0, missing_t = 0, below_double = 0;
  for (const auto& [name, f] : rgx::test::read_cases("moderated")) {
    CAPTURE(name);
    const auto genes = static_cast<Eigen::Index>(f.at("genes")[0]);
    const auto c = static_cast<Eigen::Index>(f.at("covariates")[0]);
    const auto k = static_cast<Eigen::Index>(f.at("tested")[0]);
    const ModeratedTests tests =
        moderated_tests(columns(f, "x", 0, c), columns(f, "x", c, k), columns(f, "y", 0, genes));
    CHECK(relative(tests.prior.df, f.at("prior_df")[0]) < 1e-11);
    CHECK(relative(tests.prior.variance, f.at("prior_variance")[0]) < 1e-11);
    for (Eigen::Index g = 0; g < genes; ++g) {
      CAPTURE(g);
      const auto want = [&](const std::string& field) { return f.at(field)[static_cast<std::size_t>(g)]; };
      CHECK(relative(tests.mean[g], want("mean")) < 1e-13);
      // A constant response leaves 0 here and rounding there.
      const double smallest = 1e-28 * tests.mean[g] * tests.mean[g];
      if (std::isnan(want("variance")) || want("variance") > smallest)
        CHECK(relative(tests.variance[g], want("variance")) < 1e-11);
      else
        CHECK(tests.variance[g] == 0);
      if (tests.n[g] > 0) {
        CHECK(relative(tests.posterior_variance[g], want("posterior_variance")) < 1e-11);
        CHECK(tests.residual_df[g] == want("residual_df"));
        CHECK(relative(tests.df_total[g], want("df_total")) < 1e-11);
      }
      for (Eigen::Index j = 0; j < k; ++j) {
        const std::string column = std::to_string(j);
        // Coefficients of a constant response are 0 but for rounding.
        CHECK(apart(tests.coefficient(j, g) / tests.mean[g], want("coefficient" + column) / tests.mean[g]) < 1e-12);
        CHECK(apart(tests.t(j, g), want("t" + column)) < 1e-11);
        CHECK(apart(tests.p(j, g), want("p" + column)) < 1e-11);
        CHECK(apart(tests.log10_p(j, g), want("log10_p" + column)) < 1e-11);
        if (std::abs(want("t" + column)) > 1e-9) CHECK(relative(tests.se(j, g), want("se" + column)) < 1e-11);
        missing_t += std::isnan(tests.t(j, g));
        below_double += tests.log10_p(j, g) < -300;
        ++checked;
      }
      CHECK(apart(tests.f[g], want("f")) < 1e-11);
      CHECK(relative(tests.f_df[g], want("f_df")) == 0);
      CHECK(apart(tests.f_p[g], want("f_p")) < 1e-11);
      CHECK(apart(tests.f_log10_p[g], want("f_log10_p")) < 1e-11);
      CHECK((tests.reason[static_cast<std::size_t>(g)] == Reason::none) == !std::isnan(want("f")));
    }
  }
  CHECK(checked > 600);
  CHECK(missing_t > 10);
  CHECK(below_double > 2);
}

TEST_CASE("the unit of the responses changes no test, at the ends of double either") {
  const Eigen::MatrixXd y = noise(10, 6);
  const Eigen::MatrixXd ones = Eigen::MatrixXd::Ones(10, 1);
  const ModeratedTests plain = moderated_tests(ones, two_groups(10), y);
  for (const double unit : {1e-300, 1e300}) {
    const ModeratedTests scaled = moderated_tests(ones, two_groups(10), y * unit);
    CHECK(relative(scaled.prior.df, plain.prior.df) < 1e-12);
    for (Eigen::Index g = 0; g < 6; ++g) {
      CHECK(relative(scaled.p(0, g), plain.p(0, g)) < 1e-11);
      CHECK(relative(scaled.coefficient(0, g), plain.coefficient(0, g) * unit) < 1e-11);
      CHECK(relative(scaled.se(0, g), plain.se(0, g) * unit) < 1e-11);
    }
  }
}

TEST_CASE("the inverse of trigamma holds over its range") {
  for (const double y : {1e-8, 1e-3, 0.2, 1.0, 7.5, 1e3, 1e8})
    CHECK(relative(trigamma_inverse(boost::math::trigamma(y)), y) < 1e-13);
  CHECK(std::isnan(trigamma_inverse(0)));
  CHECK(std::isnan(trigamma_inverse(-1)));
}

TEST_CASE("responses and designs that cannot be tested say why") {
  const double nan = missing;
  const double inf = std::numeric_limits<double>::infinity();
  const Eigen::MatrixXd ones = Eigen::MatrixXd::Ones(10, 1);
  const Eigen::MatrixXd groups = two_groups(10);

  Eigen::MatrixXd y = noise(10, 6);
  const ModeratedTests without = moderated_tests(ones, groups, y.leftCols(4));
  y.col(4).setConstant(nan);
  y(2, 5) = inf;
  const ModeratedTests tests = moderated_tests(ones, groups, y);
  CHECK(tests.reason[4] == Reason::too_few);
  CHECK(tests.reason[5] == Reason::not_finite);
  CHECK(std::isnan(tests.p(0, 5)));
  CHECK(std::isnan(tests.f[5]));
  // Neither counts in the prior.
  CHECK(tests.prior.df == without.prior.df);
  CHECK(tests.p(0, 2) == without.p(0, 2));

  // Each response one case short of its columns, and none with a residual.
  const ModeratedTests saturated = moderated_tests(ones.topRows(2), Eigen::MatrixXd::Identity(2, 1), noise(2, 5));
  CHECK(saturated.prior.reason == Reason::too_few);
  CHECK(saturated.reason[3] == Reason::too_few);
  CHECK(std::isnan(saturated.p(0, 3)));
  CHECK_FALSE(std::isnan(saturated.coefficient(0, 3)));

  // Constant values that are not sums of powers of 2, so that rounding leaves something.
  y = noise(10, 5);
  for (const Eigen::Index j : {0, 2, 3}) y.col(j).setConstant(0.1 * static_cast<double>(j + 1));
  const ModeratedTests constant = moderated_tests(ones, groups, y);
  CHECK(constant.prior.reason == Reason::constant);
  CHECK(constant.reason[1] == Reason::constant);

  const ModeratedTests aliased = moderated_tests(ones, ones * 3, noise(10, 5));
  CHECK(aliased.reason[0] == Reason::collinear);
  CHECK(std::isnan(aliased.t(0, 0)));
  CHECK(aliased.f_df[0] == 0);

  const ModeratedTests none = moderated_tests(ones, groups, noise(10, 0));
  CHECK(none.prior.reason == Reason::too_few);
  CHECK(none.f.size() == 0);

  CHECK_THROWS_AS(moderated_tests(ones, groups.topRows(9), y), std::invalid_argument);
  Eigen::MatrixXd bad = groups;
  bad(1, 0) = inf;
  CHECK_THROWS_AS(moderated_tests(ones, bad, y), std::invalid_argument);
}

TEST_CASE("one response is ordinary least squares; the order of threads changes nothing") {
  const Eigen::MatrixXd y = noise(10, 7);
  const Eigen::MatrixXd ones = Eigen::MatrixXd::Ones(10, 1);
  Eigen::MatrixXd design(10, 2);
  design << ones, two_groups(10);
  const LinearFit ordinary = linear_regression(design, y.col(0));
  const ModeratedTests single = moderated_tests(ones, two_groups(10), y.leftCols(1));
  CHECK(single.prior.df == 0);
  CHECK(relative(single.t(0, 0), ordinary.t[1]) < 1e-12);
  CHECK(relative(single.p(0, 0), ordinary.p[1]) < 1e-11);

  const ParallelFor backwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
    for (std::size_t i = n; i-- > 0;) body(i);
  };
  const ModeratedTests a = moderated_tests(ones, two_groups(10), y);
  const ModeratedTests b = moderated_tests(ones, two_groups(10), y, backwards);
  CHECK(a.p == b.p);
  CHECK(a.f_log10_p == b.f_log10_p);
  CHECK(a.prior.df == b.prior.df);
}
