#include "stats/regression/firth_likelihood.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "stats/base/newton.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double small_slope = 1e-13;
// Longest step of a linear predictor: the penalised likelihood is not concave, and far out it is flat.
constexpr double longest_step = 5;

}  // namespace

FirthLikelihood::FirthLikelihood(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset)
    : basis_(design, weights), y_(y), weight_(weights), offset_(offset) {
  ln_r_ = basis_.r.diagonal().cwiseAbs().array().log().sum();
}

VectorXd FirthLikelihood::fitted(const VectorXd& gamma) const {
  return (offset_ + basis_.q * gamma).unaryExpr([](double x) {
    const double e = std::exp(-std::abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  });
}

FirthLikelihood::Point FirthLikelihood::at(const VectorXd& gamma) const {
  const Index n = y_.size(), p = basis_.q.cols();
  const VectorXd eta = offset_ + basis_.q * gamma;
  Point point{0, VectorXd::Zero(p), MatrixXd::Zero(p, p)};
  VectorXd mu(n), w(n);
  for (Index i = 0; i < n; ++i) {
    const double e = std::exp(-std::abs(eta[i]));
    const double side = y_[i] > 0.5 ? eta[i] : -eta[i];  // ln p of what was seen: -ln(1 + exp(-side))
    point.value -= weight_[i] * (std::log1p(e) + std::max(0.0, -side));
    mu[i] = eta[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
    w[i] = weight_[i] * e / ((1 + e) * (1 + e));
  }
  point.information = basis_.q.transpose() * w.asDiagonal() * basis_.q;
  const Eigen::LLT<MatrixXd> cholesky(point.information);
  if (cholesky.info() != Eigen::Success) {
    point.value = -std::numeric_limits<double>::infinity();
    return point;
  }
  const MatrixXd half = cholesky.matrixL().solve(basis_.q.transpose());  // h_i = w_i |L⁻¹ basis_.qi|²
  point.value += VectorXd(cholesky.matrixLLT().diagonal()).array().log().sum() + ln_r_;
  for (Index i = 0; i < n; ++i) {
    const double h = w[i] * half.col(i).squaredNorm();
    point.slope += (weight_[i] * (y_[i] - mu[i]) + h * (0.5 - mu[i])) * basis_.q.row(i).transpose();
  }
  return point;
}

FirthLikelihood::Maximum FirthLikelihood::maximise(const VectorXd& start, Index free, int max_iterations) const {
  Maximum best;
  best.gamma = start;
  Point point = at(start);
  double sum = weight_.sum();
  while (best.iterations < max_iterations) {
    best.value = point.value;
    if (free == 0 || point.slope.head(free).cwiseAbs().maxCoeff() <= small_slope * (1 + sum)) {
      best.converged = true;
      return best;
    }
    ++best.iterations;
    VectorXd step = VectorXd::Zero(start.size());
    step.head(free) = point.information.topLeftCorner(free, free).ldlt().solve(point.slope.head(free));
    const double longest = step.cwiseAbs().maxCoeff();
    if (longest > longest_step) step *= longest_step / longest;
    Point next = at(best.gamma + step);
    // Rounding of the value must not stop a step that only the slope can judge.
    for (int half = 0; half < 40 && !(next.value >= point.value - 1e-12 * (std::abs(point.value) + 1)); ++half) {
      step /= 2;
      next = at(best.gamma + step);
    }
    best.gamma += step;
    point = std::move(next);
  }
  return best;
}

MatrixXd FirthLikelihood::covariance(const VectorXd& gamma) const {
  return basis_.covariance(symmetric_inverse(at(gamma).information));
}

}  // namespace rgx::stats
