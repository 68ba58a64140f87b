#include "stats/base/design_basis.hpp"

#include <Eigen/Dense>
#include <cmath>
#include <limits>

#include "stats/regression/regress.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

DesignBasis::DesignBasis(ConstMatrix design, ConstVector weights) {
  const Index n = design.rows();
  const VectorXd some = (weights.array() > 0).cast<double>();
  // Columns in units of their largest value, so that no square is out of range.
  VectorXd unit = VectorXd::Ones(design.cols());
  for (Index j = 0; j < design.cols() && n > 0; ++j) {
    const double largest = design.col(j).cwiseAbs().maxCoeff();
    if (largest > 0) unit[j] = largest;
  }
  const MatrixXd scaled = design * unit.cwiseInverse().asDiagonal();
  const PivotedQr pivoted = pivoted_qr(some.asDiagonal() * scaled, VectorXd::Zero(n));
  kept = pivoted.kept;
  aliased = pivoted.aliased;
  const MatrixXd columns = scaled(Eigen::all, kept);
  const Index p = columns.cols();
  if (p == 0) {
    q.resize(n, 0);
    r.resize(0, 0);
    return;
  }
  const Eigen::HouseholderQR<MatrixXd> qr(columns);
  const double root_n = std::sqrt(static_cast<double>(n));
  q = qr.householderQ() * MatrixXd::Identity(n, p) * root_n;
  r = MatrixXd(qr.matrixQR().topRows(p).triangularView<Eigen::Upper>()) / root_n;
  r = r * VectorXd(unit(kept)).asDiagonal();
}

VectorXd DesignBasis::coefficient(const VectorXd& gamma) const {
  VectorXd out = VectorXd::Constant(static_cast<Index>(aliased.size()), nan);
  if (rank() > 0) out(kept) = VectorXd(r.triangularView<Eigen::Upper>().solve(gamma));
  return out;
}

MatrixXd DesignBasis::covariance(const MatrixXd& of_gamma) const {
  const Index p = static_cast<Index>(aliased.size());
  MatrixXd out = MatrixXd::Constant(p, p, nan);
  if (rank() == 0) return out;
  const MatrixXd back = r.triangularView<Eigen::Upper>().solve(MatrixXd::Identity(rank(), rank()));
  out(kept, kept) = back * of_gamma * back.transpose();
  return out;
}

}  // namespace rgx::stats
