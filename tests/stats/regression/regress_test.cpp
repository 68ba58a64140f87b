#include "stats/regression/regress.hpp"

#include <limits>

#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::one;

namespace {

// Rows of R's summary hold the estimated columns only.
VectorXd estimated(const VectorXd& v, const std::vector<bool>& aliased) {
  VectorXd kept(v.size());
  Index n = 0;
  for (Index j = 0; j < v.size(); ++j)
    if (!aliased[j]) kept[n++] = v[j];
  return kept.head(n);
}

}  // namespace

TEST_CASE("least squares equals lm: constant and collinear columns dropped, weights") {
  const auto data = rgx::test::read_matrices("model_data.csv").at("tall");
  auto r = rgx::test::read_matrices("model_regress.csv");
  const MatrixXd design = with_intercept(data.leftCols(12));
  for (const std::string name : {"lm", "lm_weighted"}) {
    CAPTURE(name);
    const LinearFit fit = linear_regression(design, data.col(13), name == "lm" ? VectorXd() : VectorXd(data.col(14)));
    CHECK(fit.reason == "");
    CHECK(fit.aliased[9]);
    CHECK(fit.aliased[11]);
    CHECK(difference(fit.coefficient, r[name + "/coefficient"]) < 1e-12);
    CHECK(difference(estimated(fit.se, fit.aliased), r[name + "/se"]) < 1e-12);
    CHECK(difference(estimated(fit.t, fit.aliased), r[name + "/t"]) < 1e-11);
    CHECK(difference(estimated(fit.p, fit.aliased), r[name + "/p"]) < 1e-12);
    CHECK(difference(fit.fitted, r[name + "/fitted"]) < 1e-12);
    CHECK(difference(one(fit.df), r[name + "/df"]) == 0);
    CHECK(difference(one(fit.sigma), r[name + "/sigma"]) < 1e-12);
    CHECK(difference(linear_predictor(design, fit.coefficient), fit.fitted) < 1e-12);
  }
}

TEST_CASE("least squares with as many columns as cases has no degrees of freedom left") {
  const auto data = rgx::test::read_matrices("model_data.csv").at("tall").topRows(8).eval();
  auto r = rgx::test::read_matrices("model_regress.csv");
  const LinearFit fit = linear_regression(with_intercept(data.leftCols(12)), data.col(13));
  CHECK(difference(fit.coefficient, r["lm_wide/coefficient"]) < 1e-9);
  CHECK(fit.df == 0);
  CHECK(std::isnan(fit.se[0]));
  CHECK(std::isnan(fit.p[0]));
}

TEST_CASE("least squares refuses what it cannot use") {
  MatrixXd x = MatrixXd::Ones(3, 1);
  VectorXd y = VectorXd::LinSpaced(3, 0, 2);
  CHECK(linear_regression(x, y.head(2)).reason == "wrong sizes");
  CHECK(linear_regression(x.topRows(0), y.head(0)).reason == "no cases");
  CHECK(linear_regression(x, y, VectorXd::Constant(3, -1)).reason == "negative weight");
  y[1] = std::numeric_limits<double>::quiet_NaN();
  CHECK(linear_regression(x, y).reason == "missing value");
}
