#include "stats/base/minimise.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace rgx::stats;
using Eigen::Index;
using Eigen::VectorXd;

TEST_CASE("a curved valley, a steep bowl and many dimensions are followed to the bottom") {
  MinimiseOptions exact;
  exact.tolerance = 0;
  const Differentiable valley = [](const VectorXd& at, VectorXd& slope) {
    double sum = 0;
    slope.setZero();
    for (Index i = 0; i + 1 < at.size(); ++i) {
      const double a = at[i + 1] - at[i] * at[i], b = 1 - at[i];
      sum += 100 * a * a + b * b;
      slope[i] += -400 * a * at[i] - 2 * b;
      slope[i + 1] += 200 * a;
    }
    return sum;
  };
  for (const Index n : {2, 30}) {
    const Minimum found = minimise(valley, VectorXd::Constant(n, -1.2).array() + 0.01 * static_cast<double>(n), exact);
    CHECK(found.converged);
    CHECK((found.at.array() - 1).abs().maxCoeff() < 1e-6);
    CHECK(found.value < 1e-12);
  }
  const Differentiable bowl = [](const VectorXd& at, VectorXd& slope) {
    const VectorXd scale = VectorXd::LinSpaced(at.size(), 0, 6).unaryExpr([](double e) { return std::pow(10, e); });
    slope = scale.cwiseProduct(at);
    return at.dot(slope) / 2;
  };
  CHECK(minimise(bowl, VectorXd::Ones(7), exact).at.cwiseAbs().maxCoeff() < 1e-6);
}

TEST_CASE("walls, kinks, flat ground and too few iterations") {
  // Not defined beyond 0: the first step goes there.
  const Differentiable wall = [](const VectorXd& at, VectorXd& slope) {
    if (at[0] <= 0) return std::numeric_limits<double>::infinity();
    slope[0] = 100 - 1 / at[0];
    return 100 * at[0] - std::log(at[0]);
  };
  CHECK(minimise(wall, VectorXd::Constant(1, 5)).at[0] == doctest::Approx(0.01).epsilon(1e-4));
  const Differentiable kink = [](const VectorXd& at, VectorXd& slope) {
    slope[0] = at[0] > 3 ? 1 : -1;
    return std::abs(at[0] - 3);
  };
  const Minimum at_kink = minimise(kink, VectorXd::Zero(1));
  CHECK(at_kink.converged);
  CHECK(at_kink.at[0] == doctest::Approx(3).epsilon(1e-6));
  const Differentiable flat = [](const VectorXd&, VectorXd& slope) {
    slope.setZero();
    return 2.0;
  };
  const Minimum still = minimise(flat, VectorXd::Ones(3));
  CHECK(still.converged);
  CHECK(still.iterations == 0);
  CHECK(minimise(flat, VectorXd()).converged);
  MinimiseOptions few;
  few.max_iterations = 2;
  const Differentiable bowl = [](const VectorXd& at, VectorXd& slope) {
    slope = (2 * at.array() * VectorXd::LinSpaced(at.size(), 1, 50).array()).matrix();
    return at.dot(slope) / 2;
  };
  const Minimum cut = minimise(bowl, VectorXd::Ones(9), few);
  CHECK_FALSE(cut.converged);
  CHECK(cut.iterations == 2);
  CHECK(cut.value < VectorXd::LinSpaced(9, 1, 50).sum());
}
