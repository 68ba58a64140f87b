#include <cmath>

#include "stats/multivariate/factor.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd varimax(const MatrixXd& loadings) {
  const Index factors = loadings.cols();
  if (factors < 2) return loadings;
  VectorXd length = loadings.rowwise().norm();
  for (double& l : length)
    if (l == 0) l = 1;  // a row of zeros stays one
  const MatrixXd x = length.cwiseInverse().asDiagonal() * loadings;
  const double rows = static_cast<double>(x.rows());
  MatrixXd turn = MatrixXd::Identity(factors, factors);
  double d = 0;
  for (int i = 0; i < 10000; ++i) {
    const MatrixXd z = x * turn;
    const MatrixXd b =
        x.transpose() * (z.array().cube().matrix() - z * (z.colwise().squaredNorm() / rows).asDiagonal());
    const ThinSvd svd = thin_svd(b, true);
    const MatrixXd next = svd.u * svd.v.transpose();
    const double moved = (next - turn).cwiseAbs().maxCoeff(), before = d;
    turn = next;
    d = svd.d.sum();
    // The criterion stands still long before the rotation does: both must.
    if (moved < 1e-13 && d <= before * (1 + 1e-14)) break;
  }
  return loadings * turn;
}

}  // namespace rgx::stats
