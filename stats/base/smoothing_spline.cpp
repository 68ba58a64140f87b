#include "stats/base/smoothing_spline.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>
#include <stdexcept>

namespace rgx::stats {
namespace {

// K = Q R⁻¹ Q' of Green & Silverman 1994, (2.1) to (2.4): ∫g''² = g'Kg of the natural spline through g.
Eigen::MatrixXd roughness(ConstVector x) {
  const Eigen::Index n = x.size();
  Eigen::MatrixXd q = Eigen::MatrixXd::Zero(n, n - 2), r = Eigen::MatrixXd::Zero(n - 2, n - 2);
  for (Eigen::Index j = 0; j < n - 2; ++j) {
    const double before = x(j + 1) - x(j), after = x(j + 2) - x(j + 1);
    q(j, j) = 1 / before;
    q(j + 1, j) = -1 / before - 1 / after;
    q(j + 2, j) = 1 / after;
    r(j, j) = (before + after) / 3;
    if (j + 1 < n - 2) r(j, j + 1) = r(j + 1, j) = after / 6;
  }
  return q * r.llt().solve(q.transpose());
}

}  // namespace

Eigen::VectorXd smoothing_spline(ConstVector x, ConstVector y, double df) {
  const Eigen::Index n = x.size();
  if (y.size() != n || n < 4) throw std::invalid_argument("smoothing spline of fewer than 4 points");
  if (!(df > 2) || !(df < static_cast<double>(n))) throw std::invalid_argument("degrees of freedom of a spline");
  for (Eigen::Index i = 1; i < n; ++i) {
    if (!(x(i) > x(i - 1))) throw std::invalid_argument("points of a spline out of order");
  }
  // On [0, 1] the eigenvalues do not depend on the unit of x.
  const Eigen::VectorXd unit = (x.array() - x(0)) / (x(n - 1) - x(0));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(roughness(unit));
  Eigen::ArrayXd penalty = eigen.eigenvalues().array().max(0.0);
  penalty.head(2).setZero();  // straight lines are not rough
  const auto trace = [&](double lambda) { return (1 / (1 + lambda * penalty)).sum(); };
  // The trace falls from n to 2 as λ grows: bisection on its logarithm, to the last bits.
  double low = std::log(1e-3 / penalty(n - 1)), high = std::log(1e3 / penalty(2));
  while (trace(std::exp(low)) < df) low -= 10;
  while (trace(std::exp(high)) > df) high += 10;
  for (int i = 0; i < 100; ++i) {
    const double middle = (low + high) / 2;
    (trace(std::exp(middle)) > df ? low : high) = middle;
  }
  const Eigen::ArrayXd shrink = 1 / (1 + std::exp((low + high) / 2) * penalty);
  const Eigen::VectorXd coordinates = eigen.eigenvectors().transpose() * y;
  return eigen.eigenvectors() * (shrink * coordinates.array()).matrix();
}

}  // namespace rgx::stats
