#include "stats/regression/regress.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/base/tails.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

PivotedQr pivoted_qr(ConstMatrix design, ConstVector y, double tolerance) {
  const Index n = design.rows();
  const Index p = design.cols();
  MatrixXd a = design;
  PivotedQr qr;
  qr.qty = y;
  const VectorXd norm = a.colwise().norm();
  std::vector<Index> order(static_cast<std::size_t>(p));
  for (Index j = 0; j < p; ++j) order[j] = j;
  Index candidates = p;
  Index rank = 0;
  for (Index l = 0; l < std::min(n, candidates); ++l) {
    // What is left of the column decides, not its place: a column that the earlier ones explain goes to the end.
    while (l < candidates) {
      const Index j = order[l];
      const double left = a.col(j).tail(n - l).norm();
      if (left >= tolerance * norm[j] && left > 0) break;
      std::rotate(order.begin() + l, order.begin() + l + 1, order.end());
      --candidates;
    }
    if (l >= candidates) break;
    const Index j = order[l];
    VectorXd reflector = a.col(j).tail(n - l);
    const double length = reflector.norm();
    const double head = reflector[0] > 0 ? -length : length;
    reflector[0] -= head;
    const double square = reflector.squaredNorm();
    if (square > 0) {
      const auto reflect = [&](auto&& v) { v -= (2 * reflector.dot(v) / square) * reflector; };
      for (Index k = l + 1; k < p; ++k) reflect(a.col(order[k]).tail(n - l));
      reflect(qr.qty.tail(n - l));
    }
    a.col(j).tail(n - l).setZero();
    a(l, j) = head;
    rank = l + 1;
  }
  qr.kept.assign(order.begin(), order.begin() + rank);
  qr.aliased.assign(static_cast<std::size_t>(p), true);
  qr.r.setZero(rank, rank);
  for (Index k = 0; k < rank; ++k) {
    qr.aliased[qr.kept[k]] = false;
    qr.r.col(k).head(k + 1) = a.col(qr.kept[k]).head(k + 1);
  }
  return qr;
}

LinearFit linear_regression(ConstMatrix design, ConstVector y, ConstVector weights) {
  LinearFit fit;
  const Index n = design.rows();
  const Index p = design.cols();
  const bool weighted = weights.size() > 0;
  fit.coefficient = fit.se = fit.t = fit.p = VectorXd::Constant(p, nan);
  fit.aliased.assign(static_cast<std::size_t>(p), true);
  fit.covariance = MatrixXd::Constant(p, p, nan);
  if (y.size() != n || (weighted && weights.size() != n))
    fit.reason = "wrong sizes";
  else if (n == 0)
    fit.reason = "no cases";
  else if (!design.allFinite() || !y.allFinite() || !weights.allFinite())
    fit.reason = "missing value";
  else if (weighted && weights.minCoeff() < 0)
    fit.reason = "negative weight";
  else if (weighted && weights.maxCoeff() == 0)
    fit.reason = "no cases";
  if (!fit.reason.empty()) return fit;

  const VectorXd root = weighted ? VectorXd(weights.cwiseSqrt()) : VectorXd::Ones(n);
  const PivotedQr qr = pivoted_qr(root.asDiagonal() * design, root.cwiseProduct(y));
  const Index rank = static_cast<Index>(qr.kept.size());
  const auto upper = qr.r.triangularView<Eigen::Upper>();
  const VectorXd solution = upper.solve(qr.qty.head(rank));
  const MatrixXd inverse = upper.solve(MatrixXd::Identity(rank, rank));

  fit.aliased = qr.aliased;
  fit.fitted = VectorXd::Zero(n);
  for (Index k = 0; k < rank; ++k) fit.fitted += solution[k] * design.col(qr.kept[k]);
  fit.residual = y - fit.fitted;
  fit.rss = root.cwiseProduct(fit.residual).squaredNorm();
  fit.df = static_cast<double>((root.array() > 0).count() - rank);
  fit.sigma = fit.df > 0 ? std::sqrt(fit.rss / fit.df) : nan;
  for (Index k = 0; k < rank; ++k) {
    const Index j = qr.kept[k];
    fit.coefficient[j] = solution[k];
    for (Index l = 0; l < rank; ++l)
      fit.covariance(j, qr.kept[l]) = fit.sigma * fit.sigma * inverse.row(k).dot(inverse.row(l));
    fit.se[j] = std::sqrt(fit.covariance(j, j));
    fit.t[j] = fit.coefficient[j] / fit.se[j];
    fit.p[j] = t_two_sided(fit.t[j], fit.df).p;
  }
  return fit;
}

MatrixXd with_intercept(ConstMatrix x) {
  MatrixXd design(x.rows(), x.cols() + 1);
  design << VectorXd::Ones(x.rows()), x;
  return design;
}

VectorXd linear_predictor(ConstMatrix design, ConstVector coefficient) {
  VectorXd value = VectorXd::Zero(design.rows());
  for (Index j = 0; j < design.cols(); ++j)
    if (!std::isnan(coefficient[j])) value += coefficient[j] * design.col(j);
  return value;
}

}  // namespace rgx::stats
