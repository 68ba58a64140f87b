#include "stats/multivariate/partial_least_squares.hpp"

#include <cmath>
#include <stdexcept>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// What both begin with; the reason is set where nothing can follow.
TwoBlockFit begun(const CanonicalSide& left, const CanonicalSide& right, Index components, Index rank) {
  TwoBlockFit out;
  out.n = left.block.values.rows();
  out.reason = left.block.reason.empty() ? right.block.reason : left.block.reason;
  if (!out.reason.empty()) return out;
  if (right.block.values.rows() != out.n) throw std::invalid_argument("blocks with different cases");
  out.rank = rank;
  if (components < 1 || components > rank) out.reason = "more components than rank";
  return out;
}

// Signs, then what is said of the scores.
void finish(TwoBlockFit& out, const CanonicalSide& left, const CanonicalSide& right) {
  const Eigen::RowVectorXd sign = component_signs(out.left.weights);
  out.left.weights.array().rowwise() *= sign.array();
  out.right.weights.array().rowwise() *= sign.array();
  const MatrixXd u = left.block.values * out.left.weights, v = right.block.values * out.right.weights;
  const Index components = u.cols();
  out.statistic.resize(components);
  out.correlation.resize(components);
  for (Index k = 0; k < components; ++k) {
    out.statistic[k] = u.col(k).dot(v.col(k)) / static_cast<double>(out.n - 1);
    out.correlation[k] = correlation_of(u.col(k), v.col(k));
  }
}

}  // namespace

TwoBlockFit pls_symmetric(const CanonicalSide& left, const CanonicalSide& right, Index components) {
  TwoBlockFit out = begun(left, right, components, std::min(left.svd.rank(), right.svd.rank()));
  if (!out.reason.empty()) return out;
  // Between the singular vectors of the blocks: as small as their ranks, however many columns.
  const MatrixXd between = left.svd.d.asDiagonal() * (left.svd.u.transpose() * right.svd.u) * right.svd.d.asDiagonal();
  const ThinSvd svd = thin_svd(between, true);
  out.left = {left.block.scaling, left.svd.v * svd.u.leftCols(components)};
  out.right = {right.block.scaling, right.svd.v * svd.v.leftCols(components)};
  finish(out, left, right);
  return out;
}

PlsRegression pls_regression(const CanonicalSide& left, const CanonicalSide& right, Index components) {
  PlsRegression result;
  TwoBlockFit& out = result.fit = begun(left, right, components, left.svd.rank());
  if (!out.reason.empty()) return result;
  // X stands for its singular vectors, in which the same steps need rank × rank numbers.
  const VectorXd& d = left.svd.d;
  const MatrixXd x = left.svd.u * d.asDiagonal();
  const MatrixXd& y = right.block.values;
  MatrixXd cross = x.transpose() * y;
  const Index r = d.size();
  MatrixXd weights(r, components), q(y.cols(), components), basis(r, components);
  result.explained_left.resize(components);
  for (Index k = 0; k < components; ++k) {
    const ThinSvd first = thin_svd(cross, true);
    VectorXd direction = first.u.col(0);
    VectorXd t = x * direction;
    const double length = t.norm();
    if (!(length > 0)) {
      out.reason = "more components than rank";
      return result;
    }
    t /= length;
    weights.col(k) = direction / length;
    const VectorXd p = x.transpose() * t;
    q.col(k) = y.transpose() * t;
    VectorXd next = p;
    for (int again = 0; again < 2; ++again)  // twice keeps the basis orthogonal
      next -= basis.leftCols(k) * (basis.leftCols(k).transpose() * next);
    basis.col(k) = next.normalized();
    cross -= basis.col(k) * (basis.col(k).transpose() * cross);
    result.explained_left[k] = p.squaredNorm() / d.squaredNorm();
  }
  result.explained_right = q.colwise().squaredNorm().transpose() / right.svd.d.squaredNorm();
  out.left = {left.block.scaling, left.svd.v * weights};
  out.right = {right.block.scaling, q};
  result.coefficients = out.left.weights * q.transpose();
  finish(out, left, right);
  return result;
}

}  // namespace rgx::stats
