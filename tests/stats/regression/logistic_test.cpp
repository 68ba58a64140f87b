#include "stats/regression/logistic.hpp"

#include <limits>

#include "stats/regression/regress.hpp"
#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::one;

namespace {

VectorXd estimated(const VectorXd& v, const std::vector<bool>& aliased) {
  VectorXd kept(v.size());
  Index n = 0;
  for (Index j = 0; j < v.size(); ++j)
    if (!aliased[j]) kept[n++] = v[j];
  return kept.head(n);
}

MatrixXd tall() { return rgx::test::read_matrices("model_data.csv").at("tall"); }

}  // namespace

TEST_CASE("logistic regression equals glm run to convergence") {
  const MatrixXd data = tall();
  auto r = rgx::test::read_matrices("model_regress.csv");
  MatrixXd x(data.rows(), 10);
  x << data.leftCols(8), data.middleCols(9, 2);
  for (const std::string name : {"glm", "glm_weighted", "glm_offset"}) {
    CAPTURE(name);
    const bool offset = name == "glm_offset";
    const MatrixXd design = with_intercept(offset ? MatrixXd(data.leftCols(3)) : x);
    const LogisticFit fit =
        logistic_regression(design, data.col(12), name == "glm_weighted" ? VectorXd(data.col(14)) : VectorXd(),
                            offset ? VectorXd(0.3 * data.col(3)) : VectorXd());
    CHECK(fit.reason == "");
    CHECK(fit.converged);
    CHECK(difference(fit.coefficient, r[name + "/coefficient"]) < 1e-6);
    CHECK(difference(estimated(fit.se, fit.aliased), r[name + "/se"]) < 1e-6);
    CHECK(difference(estimated(fit.z, fit.aliased), r[name + "/z"]) < 1e-6);
    CHECK(difference(estimated(fit.p, fit.aliased), r[name + "/p"]) < 1e-6);
    CHECK(difference(one(fit.deviance), r[name + "/deviance"]) < 1e-9);
    CHECK(difference(one(fit.null_deviance), r[name + "/null_deviance"]) < 1e-9);
    CHECK(difference(fit.fitted, r[name + "/fitted"]) < 1e-6);
  }
}

TEST_CASE("profile-likelihood intervals are the roots of the deviance") {
  const MatrixXd data = tall();
  auto r = rgx::test::read_matrices("model_regress.csv");
  const MatrixXd design = with_intercept(data.leftCols(4));
  const LogisticFit fit = logistic_regression(design, data.col(12));
  for (Index j = 0; j < 5; ++j) {
    const CoefficientInterval ci = profile_interval(design, data.col(12), fit, j);
    CHECK(ci.reason == "");
    CHECK(std::abs(ci.low - r["profile/low"](j, 0)) < 1e-6);
    CHECK(std::abs(ci.high - r["profile/high"](j, 0)) < 1e-6);
  }
}

TEST_CASE("separation is told from a strong effect, and scores as glm would") {
  auto r = rgx::test::read_matrices("model_regress.csv");
  const MatrixXd design = with_intercept(VectorXd::LinSpaced(8, 1, 8));
  VectorXd y(8);
  y << 0, 0, 0, 0, 1, 1, 1, 1;
  const LogisticFit complete = logistic_regression(design, y);
  CHECK(complete.reason == "separated");
  CHECK_FALSE(complete.converged);
  CHECK(difference(complete.coefficient, r["separated/coefficient"]) < 1e-6);
  CHECK(std::isnan(complete.se[1]));
  CHECK(complete.fitted[0] < 1e-6);
  CHECK(profile_interval(design, y, complete, 1).reason == "separated");

  // Quasi-separation: one group without events.
  MatrixXd group(8, 2);
  group << VectorXd::Ones(8), (VectorXd(8) << 0, 0, 0, 0, 1, 1, 1, 1).finished();
  y << 0, 0, 0, 0, 1, 0, 1, 0;
  CHECK(logistic_regression(group, y).reason == "separated");

  // Fitted probabilities of 1e-9 with an overlap are an honest fit.
  MatrixXd strong(10, 2);
  strong << VectorXd::Ones(10), (VectorXd(10) << -40, -2, -1, 0, 0.5, 1, 1.5, 2, 3, 40).finished();
  VectorXd mixed(10);
  mixed << 0, 0, 0, 1, 0, 1, 0, 1, 1, 1;
  const LogisticFit honest = logistic_regression(strong, mixed);
  CHECK(honest.reason == "");
  CHECK(honest.fitted[0] < 1e-9);
}

TEST_CASE("logistic regression refuses what it cannot use") {
  const MatrixXd x = MatrixXd::Ones(4, 1);
  VectorXd y(4);
  y << 0, 0, 0, 0;
  CHECK(logistic_regression(x, y).reason == "one class");
  y[0] = 2;
  CHECK(logistic_regression(x, y).reason == "outcome is not 0/1");
  y[0] = std::numeric_limits<double>::quiet_NaN();
  CHECK(logistic_regression(x, y).reason == "missing value");
  CHECK(logistic_regression(x, y.head(2)).reason == "wrong sizes");
  CHECK(logistic_regression(x.topRows(0), y.head(0)).reason == "no cases");
}

TEST_CASE("logit and its inverse") {
  for (const double p : {1e-12, 0.1, 0.5, 0.999}) CHECK(inverse_logit(logit(p)) == doctest::Approx(p).epsilon(1e-12));
  CHECK(inverse_logit(-800) == 0);
  CHECK(inverse_logit(800) == 1);
  CHECK(logit(0) == doctest::Approx(std::log(1e-15)));
}
