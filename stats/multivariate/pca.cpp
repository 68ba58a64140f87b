#include "stats/multivariate/pca.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

PcaFit pca(ConstMatrix x, Index components, bool scale) {
  PcaFit out;
  out.n = x.rows();
  Block block = prepare_block(x, scale);
  out.constant = block.constant;
  out.reason = block.reason;
  if (!out.reason.empty()) return out;
  const ThinSvd svd = thin_svd(block.values);
  out.rank = svd.rank();
  if (components < 1 || components > out.rank) {
    out.reason = "more components than rank";
    return out;
  }
  const Eigen::RowVectorXd sign = component_signs(svd.v.leftCols(components));
  out.linear.scaling = std::move(block.scaling);
  out.linear.weights = svd.v.leftCols(components).array().rowwise() * sign.array();
  out.scores = (svd.u.leftCols(components) * svd.d.head(components).asDiagonal()).array().rowwise() * sign.array();
  out.sd = svd.d.head(components) / std::sqrt(static_cast<double>(out.n - 1));
  out.share = svd.d.head(components).array().square() / svd.d.squaredNorm();
  return out;
}

VectorXd variance_shares(const MatrixXd& values, Index components) {
  const MatrixXd gram =
      values.rows() < values.cols() ? MatrixXd(values * values.transpose()) : MatrixXd(values.transpose() * values);
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(gram, Eigen::EigenvaluesOnly);
  return solver.eigenvalues().reverse().head(components) / gram.trace();
}

}  // namespace rgx::stats
