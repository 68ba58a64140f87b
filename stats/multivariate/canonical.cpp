#include "stats/multivariate/canonical.hpp"

#include <cmath>
#include <stdexcept>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// In the coordinates of the left singular vectors S + λI is diagonal on what the data reach, so that λ = 0 and more
// columns than cases need no inverse: d / sqrt(d² + (n - 1) λ) is the weight of each direction.
VectorXd shrunken(const ThinSvd& svd, double lambda, double df) {
  return svd.d.array() / (svd.d.array().square() + df * lambda).sqrt();
}
MatrixXd weights_of(const ThinSvd& svd, double lambda, double df, const MatrixXd& directions) {
  const VectorXd unit = std::sqrt(df) * (svd.d.array().square() + df * lambda).rsqrt();
  return svd.v * unit.asDiagonal() * directions;
}

}  // namespace

CanonicalSide canonical_side(ConstMatrix x, bool scale) {
  CanonicalSide out{prepare_block(x, scale), {}};
  if (out.block.reason.empty()) out.svd = thin_svd(out.block.values);
  return out;
}

TwoBlockFit canonical_correlation(const CanonicalSide& left, const CanonicalSide& right, Index components,
                                  RidgePenalties ridge) {
  if (!(ridge.left >= 0) || !(ridge.right >= 0)) throw std::invalid_argument("negative ridge penalty");
  TwoBlockFit out;
  out.n = left.block.values.rows();
  out.reason = left.block.reason.empty() ? right.block.reason : left.block.reason;
  if (!out.reason.empty()) return out;
  if (right.block.values.rows() != out.n) throw std::invalid_argument("blocks with different cases");
  out.rank = std::min(left.svd.rank(), right.svd.rank());
  if (components < 1 || components > out.rank) {
    out.reason = "more components than rank";
    return out;
  }
  if (ridge.left == 0 && ridge.right == 0 && left.svd.rank() + right.svd.rank() > out.n - 1) {
    out.reason = "saturated";
    return out;
  }
  const double df = static_cast<double>(out.n - 1);
  const MatrixXd between = shrunken(left.svd, ridge.left, df).asDiagonal() * (left.svd.u.transpose() * right.svd.u) *
                           shrunken(right.svd, ridge.right, df).asDiagonal();
  const ThinSvd svd = thin_svd(between, true);
  out.statistic = svd.d.head(components).cwiseMin(1);
  out.left = {left.block.scaling, weights_of(left.svd, ridge.left, df, svd.u.leftCols(components))};
  out.right = {right.block.scaling, weights_of(right.svd, ridge.right, df, svd.v.leftCols(components))};
  const Eigen::RowVectorXd sign = component_signs(out.left.weights);
  out.left.weights.array().rowwise() *= sign.array();
  out.right.weights.array().rowwise() *= sign.array();
  const MatrixXd u = left.block.values * out.left.weights, v = right.block.values * out.right.weights;
  out.correlation.resize(components);
  for (Index k = 0; k < components; ++k) out.correlation[k] = correlation_of(u.col(k), v.col(k));
  return out;
}

TwoBlockFit canonical_correlation(ConstMatrix left, ConstMatrix right, Index components, RidgePenalties ridge,
                                  bool scale) {
  if (left.rows() != right.rows()) throw std::invalid_argument("blocks with different cases");
  return canonical_correlation(canonical_side(left, scale), canonical_side(right, scale), components, ridge);
}

}  // namespace rgx::stats
