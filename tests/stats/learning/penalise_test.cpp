#include "stats/learning/penalise.hpp"

#include <limits>

#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"
#include "tests/stats/model_reference.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::one;

namespace {

PathOptions converged(const std::string& family, double alpha) {
  PathOptions o;
  o.family = family == "binomial" ? PenalisedFamily::binomial : PenalisedFamily::gaussian;
  o.alpha = alpha;
  o.threshold = 1e-22;
  o.max_passes = 100000000;
  return o;
}

void compare(rgx::test::NamedMatrices& r, const std::string& name, const MatrixXd& x, const VectorXd& y,
             const PathOptions& o) {
  CAPTURE(name);
  const ElasticNetPath path = elastic_net(x, y, o);
  CHECK(path.reason == "");
  const MatrixXd& lambda = r[name + "/lambda"];
  REQUIRE(path.lambda.size() == lambda.size());
  CHECK(((path.lambda - lambda.col(0)).array() / lambda.col(0).array()).abs().maxCoeff() < 1e-9);
  CHECK(difference(path.deviance_ratio, r[name + "/deviance_ratio"]) < 1e-6);
  CHECK(difference(one(path.null_deviance), r[name + "/null_deviance"]) < 1e-9);
  CHECK(difference(path.intercept, r[name + "/intercept"]) < 1e-6);
  const MatrixXd& at = r[name + "/at"];
  for (Index k = 0; k < at.rows(); ++k) {
    const auto column = static_cast<Index>(at(k, 0));
    CHECK(difference(path.coefficient.col(column), r[name + "/coefficient"].col(k)) < 1e-6);
    CHECK(difference(predict(path, column, x.topRows(5)), r[name + "/predicted"].col(k)) < 1e-6);
  }
}

}  // namespace

TEST_CASE("the path equals glmnet's: lambdas, where it stops, coefficients, predictions") {
  auto data = rgx::test::read_matrices("model_data.csv");
  auto r = rgx::test::read_matrices("model_penalise.csv");
  for (const std::string set : {"tall", "wide"}) {
    const MatrixXd& d = data.at(set);
    const Index p = d.cols() - 3;
    for (const std::string alpha : {"1", "0.5", "0.1"})
      for (const std::string family : {"gaussian", "binomial"})
        compare(r, set + "_" + family + "_" + alpha, d.leftCols(p), d.col(family == "binomial" ? p : p + 1),
                converged(family, std::stod(alpha)));
  }
}

TEST_CASE("penalty factors, weights, scale, origin, given lambdas and exact outcomes as glmnet's") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("tall");
  auto r = rgx::test::read_matrices("model_penalise.csv");
  const MatrixXd x = d.leftCols(12);
  for (const std::string family : {"gaussian", "binomial"}) {
    const VectorXd y = d.col(family == "binomial" ? 12 : 13);
    compare(r, "ridge_" + family, x, y, converged(family, 0));
    PathOptions o = converged(family, 0.7);
    o.penalty_factor = (VectorXd(12) << 0, 1, 2, 1, 0.5, 1, 1, 1, 1, 1, 1, 1).finished();
    compare(r, "factor_" + family, x, y, o);
    o = converged(family, 0.5);
    o.weights = d.col(14);
    compare(r, "weights_" + family, x, y, o);
    o = converged(family, 0.5);
    o.standardise = false;
    compare(r, "raw_" + family, x, y, o);
    o = converged(family, 0.5);
    o.intercept = false;
    compare(r, "origin_" + family, x, y, o);
    o = converged(family, 0.5);
    o.lambda = {0.01, 0.3, 0.001, 0.1, 0.05};
    compare(r, "given_" + family, x, y, o);
  }
  compare(r, "exact_gaussian", x, 2 * x.col(0).array() - 1, converged("gaussian", 1));
  compare(r, "exact_binomial", x, (x.col(2).array() > 0).cast<double>(), converged("binomial", 1));
}

TEST_CASE("a penalty of next to nothing gives the unpenalised fits") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("tall");
  const MatrixXd x = d.leftCols(4);
  PathOptions o = converged("gaussian", 1);
  o.lambda = {1, 0.1, 0};
  const ElasticNetPath line = elastic_net(x, d.col(13), o);
  CHECK(difference(line.coefficient.col(2), linear_regression(with_intercept(x), d.col(13)).coefficient.tail(4)) <
        1e-6);
  o.family = PenalisedFamily::binomial;
  const ElasticNetPath curve = elastic_net(x, d.col(12), o);
  CHECK(difference(curve.coefficient.col(2), logistic_regression(with_intercept(x), d.col(12)).coefficient.tail(4)) <
        1e-6);
}

TEST_CASE("at the default threshold the objective is within the tolerance of the optimum") {
  const MatrixXd d = rgx::test::read_matrices("model_data.csv").at("tall");
  PathOptions o = converged("binomial", 0.5);
  const ElasticNetPath best = elastic_net(d.leftCols(12), d.col(12), o);
  o.threshold = 1e-7;
  o.lambda.assign(best.lambda.begin(), best.lambda.end());
  const ElasticNetPath fast = elastic_net(d.leftCols(12), d.col(12), o);
  CHECK(difference(fast.deviance_ratio, best.deviance_ratio) < 1e-3);
  CHECK(fast.passes < best.passes);
}

TEST_CASE("the path refuses with a reason, and an early stop answers for the lambdas it left out") {
  MatrixXd x = MatrixXd::Random(6, 2);
  VectorXd y(6);
  y << 0, 1, 0, 1, 0, 1;
  PathOptions o;
  o.family = PenalisedFamily::binomial;
  CHECK(elastic_net(x, VectorXd::Ones(6), o).reason == "one class");
  CHECK(elastic_net(x, VectorXd::Unit(6, 2), o).reason == "one case of a class");
  CHECK(elastic_net(x, 2 * y, o).reason == "outcome is not 0/1");
  CHECK(elastic_net(x, y.head(3), o).reason == "wrong sizes");
  CHECK(elastic_net(x.topRows(0), y.head(0), o).reason == "no cases");
  CHECK(elastic_net(MatrixXd::Ones(6, 2), y, o).reason == "no columns to penalise");
  CHECK(elastic_net(x.leftCols(0), y, o).reason == "no columns to penalise");
  o.alpha = 1.5;
  CHECK(elastic_net(x, y, o).reason == "alpha outside [0, 1]");
  o.alpha = 1;
  o.lambda = {-1};
  CHECK(elastic_net(x, y, o).reason == "bad lambda");
  o.lambda = {};
  o.family = PenalisedFamily::gaussian;
  CHECK(elastic_net(x, VectorXd::Ones(6), o).reason == "constant outcome");
  o.max_passes = 3;
  const ElasticNetPath cut = elastic_net(x, y, o);
  CHECK(cut.reason == "not converged");
  CHECK(cut.lambda.size() < 100);
  o.max_passes = 100000;
  x(0, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK(elastic_net(x, y, o).reason == "missing value");
  x(0, 0) = 0.5;
  const ElasticNetPath path = elastic_net(x, y, o);
  CHECK(path_column(path, 1000) == path.lambda.size() - 1);
  CHECK(difference(linear_predictors(path, x).rightCols(1), linear_predictor(path, 1000, x)) < 1e-14);
}
