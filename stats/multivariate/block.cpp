#include "stats/multivariate/block.hpp"

#include <Eigen/QR>
#include <Eigen/SVD>
#include <cmath>
#include <limits>

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Block prepare_block(ConstMatrix x, bool scale) {
  Block out;
  if (x.rows() < 3) {
    out.reason = "too few cases";
    return out;
  }
  if (x.array().isNaN().any()) {
    out.reason = "missing values";
    return out;
  }
  if (!x.allFinite()) {
    out.reason = "not finite";
    return out;
  }
  out.scaling = fit_standardise(x);
  out.values.resize(x.rows(), x.cols());
  for (Index j = 0; j < x.cols(); ++j) {
    double& sd = out.scaling.sd[j];
    if (!(sd > 0) || !std::isfinite(sd)) {
      sd = 0;
      out.constant.push_back(j);
      out.values.col(j).setZero();
      continue;
    }
    if (!scale) sd = 1;
    out.values.col(j) = (x.col(j).array() - out.scaling.mean[j]) / sd;
  }
  if (static_cast<Index>(out.constant.size()) == x.cols()) out.reason = "constant block";
  return out;
}

ThinSvd thin_svd(const MatrixXd& x, bool all) {
  ThinSvd out;
  const Index rows = x.rows(), columns = x.cols();
  if (rows == 0 || columns == 0) return out;
  const bool wide = columns > rows;
  const Index few = std::min(rows, columns);
  const Eigen::HouseholderQR<MatrixXd> qr(wide ? MatrixXd(x.transpose()) : x);
  const MatrixXd r = qr.matrixQR().topRows(few).triangularView<Eigen::Upper>();
  const Eigen::BDCSVD<MatrixXd> svd(r, Eigen::ComputeThinU | Eigen::ComputeThinV);
  const VectorXd& d = svd.singularValues();
  const double least =
      static_cast<double>(std::max(rows, columns)) * std::numeric_limits<double>::epsilon() * (few > 0 ? d[0] : 0);
  Index rank = 0;
  while (rank < few && (all || d[rank] > least)) ++rank;
  MatrixXd tall = MatrixXd::Zero(std::max(rows, columns), rank);
  tall.topRows(few) = svd.matrixU().leftCols(rank);
  tall.applyOnTheLeft(qr.householderQ());
  out.d = d.head(rank);
  out.u = wide ? MatrixXd(svd.matrixV().leftCols(rank)) : tall;
  out.v = wide ? tall : MatrixXd(svd.matrixV().leftCols(rank));
  return out;
}

Eigen::RowVectorXd component_signs(const MatrixXd& components) {
  Eigen::RowVectorXd sign = Eigen::RowVectorXd::Ones(components.cols());
  for (Index k = 0; k < components.cols(); ++k) {
    const double largest = components.rows() == 0 ? 0 : components.col(k).cwiseAbs().maxCoeff();
    for (const double v : components.col(k)) {
      if (std::abs(v) < largest * (1 - 1e-8)) continue;
      if (v < 0) sign[k] = -1;
      break;
    }
  }
  return sign;
}

MatrixXd LinearScores::scores(ConstMatrix x) const {
  MatrixXd z(x.rows(), x.cols());
  for (Index j = 0; j < x.cols(); ++j) {
    const double sd = scaling.sd[j];
    if (sd > 0)
      z.col(j) = (x.col(j).array() - scaling.mean[j]) / sd;
    else
      z.col(j).setZero();
  }
  return z * weights;
}

double correlation_of(const Eigen::Ref<const VectorXd>& a, const Eigen::Ref<const VectorXd>& b) {
  if (a.size() < 2 || a.minCoeff() == a.maxCoeff() || b.minCoeff() == b.maxCoeff())
    return std::numeric_limits<double>::quiet_NaN();
  const VectorXd x = a.array() - a.mean(), y = b.array() - b.mean();
  return x.dot(y) / (x.norm() * y.norm());
}

}  // namespace rgx::stats
