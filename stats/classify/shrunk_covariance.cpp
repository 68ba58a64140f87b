#include "stats/classify/shrunk_covariance.hpp"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double kLeft = 1e-8;

double mean_variance(ConstMatrix z, const VectorXd& weight) {
  return z.rowwise().squaredNorm().dot(weight) / weight.sum() / static_cast<double>(z.cols());
}

}  // namespace

double ledoit_wolf_share(ConstMatrix z, ConstVector weight) {
  const Index n = z.rows(), p = z.cols();
  if (n == 0 || p == 0) return 1;
  const VectorXd own = weight;  // aligned, so that its sum is always split alike
  const VectorXd part = own / own.sum();
  // z_k'S z_k and |S|², from the smaller of S and the cases' products.
  VectorXd along;
  double square = 0;
  if (p <= n) {
    const MatrixXd s = z.transpose() * part.asDiagonal() * z;
    along = (z * s).cwiseProduct(z).rowwise().sum();
    square = s.squaredNorm();
  } else {
    const MatrixXd products = (z * z.transpose()).array().square();
    along = products * part;
    square = part.dot(along);
  }
  const VectorXd length = z.rowwise().squaredNorm();
  const double m = length.dot(part) / static_cast<double>(p);
  const double d2 = square / static_cast<double>(p) - m * m;
  if (!(d2 > 0)) return 1;
  // |z z' - S|² = |z|⁴ - 2 z'Sz + |S|²
  const double b2 =
      (part.array().square() * (length.array().square() - 2 * along.array() + square)).sum() / static_cast<double>(p);
  return std::clamp(b2 / d2, 0.0, 1.0);
}

ShrunkCovariance::ShrunkCovariance(ConstMatrix z, ConstVector given, double unbias, const Shrinkage& shrinkage) {
  const VectorXd weight = given;
  const Index n = z.rows(), p = z.cols();
  share_ = shrinkage.kind == Shrinkage::Kind::none        ? 0
           : shrinkage.kind == Shrinkage::Kind::automatic ? ledoit_wolf_share(z, weight)
                                                          : shrinkage.share;
  ridge_ = share_ * mean_variance(z, weight) * unbias;
  cases_ = (weight * ((1 - share_) * unbias / weight.sum())).cwiseSqrt().asDiagonal() * z;
  if (p > n && ridge_ > 0) {
    MatrixXd inner = cases_ * cases_.transpose();
    inner.diagonal().array() += ridge_;
    inner_ = Eigen::LLT<MatrixXd>(inner).matrixL();
    log_determinant_ = static_cast<double>(p - n) * std::log(ridge_) + 2 * inner_.diagonal().array().log().sum();
    return;
  }
  singular_ = p > n;
  if (singular_) return;
  MatrixXd stacked(n + (ridge_ > 0 ? p : 0), p);
  stacked.topRows(n) = cases_;
  if (ridge_ > 0) stacked.bottomRows(p) = MatrixXd::Identity(p, p) * std::sqrt(ridge_);
  root_ = Eigen::HouseholderQR<MatrixXd>(stacked).matrixQR().topRows(p).triangularView<Eigen::Upper>();
  cases_.resize(0, 0);
  const auto pivots = root_.diagonal().array().square();
  singular_ = ridge_ == 0 && pivots.minCoeff() < kLeft;
  log_determinant_ = pivots.log().sum();
}

MatrixXd ShrunkCovariance::solve(ConstMatrix columns) const {
  if (root_.size() != 0) {
    const auto r = root_.triangularView<Eigen::Upper>();
    const MatrixXd half = r.transpose().solve(columns);
    return r.solve(half);
  }
  const auto l = inner_.triangularView<Eigen::Lower>();
  MatrixXd inside = cases_ * columns;
  l.solveInPlace(inside);
  l.transpose().solveInPlace(inside);
  return (columns - cases_.transpose() * inside) / ridge_;
}

VectorXd ShrunkCovariance::distance(ConstMatrix rows) const {
  if (root_.size() != 0) {
    const MatrixXd half = root_.triangularView<Eigen::Upper>().transpose().solve(rows.transpose());
    return half.colwise().squaredNorm().transpose();
  }
  const MatrixXd half = inner_.triangularView<Eigen::Lower>().solve(cases_ * rows.transpose());
  return (rows.rowwise().squaredNorm() - half.colwise().squaredNorm().transpose()) / ridge_;
}

}  // namespace rgx::stats
