#include "stats/classify/network.hpp"

#include <doctest/doctest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/base/random.hpp"
#include "tests/stats/model_reference.hpp"
#include "tests/stats/table.hpp"

using namespace rgx::stats;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using rgx::test::difference;
using rgx::test::matrix_of;
using rgx::test::relative;
using rgx::test::vector_of;

namespace {

struct Case {
  explicit Case(const rgx::test::Fields& f)
      : x(matrix_of(f.at("x"), f.at("columns")[0])),
        target(matrix_of(f.at("target"), f.at("outputs")[0])),
        fitted(matrix_of(f.at("fitted"), f.at("outputs")[0])),
        weight(vector_of(f.at("weight"))),
        start(vector_of(f.at("start"))),
        shape{x.cols(),
              {static_cast<Index>(f.at("hidden")[0])},
              target.cols(),
              Activation::logistic,
              static_cast<NetworkOutput>(f.at("output")[0])} {
    options.decay = f.at("decay")[0];
    options.minimise.tolerance = 1e-15;
    options.minimise.max_iterations = 20000;
  }
  MatrixXd x, target, fitted;
  VectorXd weight, start;
  NetworkShape shape;
  NetworkOptions options;
};

}  // namespace

TEST_CASE("objective at given weights, and the minimum reached from them, equal nnet's") {
  int checked = 0;
  for (const auto& [name, f] : rgx::test::read_cases("classify")) {
    if (!f.contains("at_start")) continue;
    CAPTURE(name);
    ++checked;
    Case c(f);
    VectorXd slope;
    CHECK(relative(network_objective(c.shape, c.start, c.x, c.target, c.weight, c.options.decay, slope),
                   f.at("at_start")[0]) < 1e-12);
    const Network fit = train_network(c.shape, c.x, c.target, c.weight, c.options, c.start);
    CHECK(fit.converged);
    CHECK(relative(fit.value, f.at("end")[0]) < 1e-9);
    CHECK(difference(network_output(fit, c.x), c.fitted) < 1e-6);
    // The best of our own starts is no worse than the best of as many of nnet's.
    c.options.restarts = 20;
    c.options.minimise = {};
    const Network best = train_network(c.shape, c.x, c.target, c.weight, c.options, 7, 0);
    CHECK(best.values.size() == 20);
    CHECK(best.value <= f.at("best")[0] * (1 + 1e-3));
  }
  CHECK(checked == 5);
}

TEST_CASE("slopes are those of finite differences, with two hidden layers too") {
  Stream stream(11);
  MatrixXd x(12, 3);
  for (double& v : x.reshaped()) v = stream.normal();
  VectorXd w(12);
  for (double& v : w) v = 0.5 + stream.uniform();
  for (const auto output : {NetworkOutput::identity, NetworkOutput::logistic, NetworkOutput::softmax})
    for (const auto activation : {Activation::tanh, Activation::relu, Activation::logistic})
      for (const auto& hidden : {std::vector<Index>{}, std::vector<Index>{4}, std::vector<Index>{4, 3}}) {
        const NetworkShape shape{3, hidden, output == NetworkOutput::logistic ? 1 : 2, activation, output};
        MatrixXd target = MatrixXd::Zero(12, shape.outputs);
        for (Index i = 0; i < 12; ++i) target(i, i % shape.outputs) = i % 3 == 0 ? 0 : 1;
        if (output == NetworkOutput::softmax) target.col(1) = 1 - target.col(0).array();
        VectorXd weight(shape.weights());
        for (double& v : weight) v = 0.7 * stream.normal();
        VectorXd slope, none;
        network_objective(shape, weight, x, target, w, 0.03, slope);
        for (Index j = 0; j < weight.size(); ++j) {
          VectorXd up = weight, down = weight;
          const double h = 1e-5;
          up[j] += h;
          down[j] -= h;
          const double numeric = (network_objective(shape, up, x, target, w, 0.03, none) -
                                  network_objective(shape, down, x, target, w, 0.03, none)) /
                                 (2 * h);
          CHECK(slope[j] == doctest::Approx(numeric).epsilon(1e-6).scale(1));
        }
      }
}

TEST_CASE("starts are named by key and replicate, and a lone layer is a linear model") {
  Stream stream(3);
  MatrixXd x(40, 2), y(40, 1);
  for (double& v : x.reshaped()) v = stream.normal();
  for (Index i = 0; i < 40; ++i) y(i, 0) = 1 + 2 * x(i, 0) - x(i, 1) + 0.1 * stream.normal();
  const NetworkShape linear{2, {}, 1, Activation::tanh, NetworkOutput::identity};
  NetworkOptions options;
  options.minimise.tolerance = 1e-15;
  const Network fit = train_network(linear, x, y, VectorXd(), options, 5, 0);
  MatrixXd design(40, 3);
  design << VectorXd::Ones(40), x;
  const VectorXd least = (design.transpose() * design).llt().solve(design.transpose() * y);
  CHECK(difference(fit.weight, least) < 1e-7);

  const NetworkShape shape{2, {3, 2}, 1, Activation::relu, NetworkOutput::identity};
  options.decay = 0.01;
  const Network once = train_network(shape, x, y, VectorXd(), options, 5, 1);
  const Network again = train_network(shape, x, y, VectorXd(), options, 5, 1);
  const Network other = train_network(shape, x, y, VectorXd(), options, 5, 2);
  CHECK(once.weight == again.weight);
  CHECK(once.values != other.values);
  CHECK(once.value == *std::min_element(once.values.begin(), once.values.end()));
}

TEST_CASE("separated classes have a minimum under decay, and bad input says why") {
  MatrixXd x(4, 1), y(4, 1);
  x << 1, 2, 3, 4;
  y << 0, 0, 1, 1;
  const NetworkShape shape{1, {2}, 1, Activation::tanh, NetworkOutput::logistic};
  NetworkOptions options;
  options.decay = 1e-3;
  const Network fit = train_network(shape, x, y, VectorXd(), options, 1, 0);
  CHECK(fit.converged);
  CHECK(network_output(fit, x)(3, 0) > 0.95);
  CHECK(network_output(fit, MatrixXd::Constant(1, 1, 1e300)).allFinite());
  const auto reason = [&](const MatrixXd& a, const MatrixXd& b, const VectorXd& w) {
    return train_network(shape, a, b, w, options, 1, 0).reason;
  };
  CHECK(reason(x.topRows(3), y, VectorXd()) == "wrong sizes");
  CHECK(reason(x.topRows(0), y.topRows(0), VectorXd()) == "no cases");
  CHECK(reason(x * std::numeric_limits<double>::infinity(), y, VectorXd()) == "missing value");
  CHECK(reason(x, y, VectorXd::Constant(4, -1)) == "no cases");
  CHECK(reason(x, y, (VectorXd(4) << 3, 1, 1, -1).finished()) == "negative weight");
  CHECK(train_network(shape, x, y, VectorXd(), options, VectorXd::Zero(2)).reason == "wrong sizes");
}
