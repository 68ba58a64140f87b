#include "stats/multivariate/sparse_cca.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double bound_of(double penalty, Index columns) {
  if (!(penalty > 0) || penalty > 1) throw std::invalid_argument("sparse penalty outside (0, 1]");
  return std::max(1.0, penalty * std::sqrt(static_cast<double>(columns)));
}

// XᵀY less the components taken, never written out: with more columns than cases it would be the largest thing here.
struct CrossProduct {
  const MatrixXd &x, &y;
  std::vector<double> d;
  std::vector<VectorXd> u, v;

  [[nodiscard]] VectorXd times(const VectorXd& right) const {
    VectorXd out = x.transpose() * (y * right);
    for (std::size_t k = 0; k < d.size(); ++k) out -= d[k] * v[k].dot(right) * u[k];
    return out;
  }
  [[nodiscard]] VectorXd transposed_times(const VectorXd& left) const {
    VectorXd out = y.transpose() * (x * left);
    for (std::size_t k = 0; k < d.size(); ++k) out -= d[k] * u[k].dot(left) * v[k];
    return out;
  }
};

// The right singular vectors of XᵀY, from the small matrix between the singular vectors of the blocks.
MatrixXd starts(const ThinSvd& left, const ThinSvd& right, Index components) {
  const MatrixXd between = left.d.asDiagonal() * (left.u.transpose() * right.u) * right.d.asDiagonal();
  const ThinSvd svd = thin_svd(between, true);
  MatrixXd v = right.v * svd.v.leftCols(components);
  return v.array().rowwise() * component_signs(v).array();
}

}  // namespace

VectorXd soft_unit(const VectorXd& a, double bound) {
  const double length = a.norm();
  if (!(length > 0)) return VectorXd::Zero(a.size());
  if (a.cwiseAbs().sum() <= bound * length) return a / length;
  // With the m largest kept, the threshold t solves (s₁ - m t)² = c² (s₂ - 2 t s₁ + m t²), a quadratic in t.
  std::vector<double> size(a.data(), a.data() + a.size());
  for (double& s : size) s = std::abs(s);
  std::sort(size.begin(), size.end(), std::greater<>());
  const double c2 = bound * bound;
  double s1 = 0, s2 = 0, threshold = size[0];
  for (std::size_t k = 0; k < size.size(); ++k) {
    s1 += size[k], s2 += size[k] * size[k];
    const double m = static_cast<double>(k + 1);
    const double next = k + 1 < size.size() ? size[k + 1] : 0;
    if (m <= c2) continue;  // m equal entries reach ‖·‖₁ = sqrt(m) at most
    const double spread = std::max(0.0, (m * s2 - s1 * s1) * c2 / (m - c2));
    const double t = (s1 - std::sqrt(spread)) / m;
    if (t >= next - 1e-15 * size[0]) {
      threshold = t;
      break;
    }
  }
  VectorXd out(a.size());
  for (Index j = 0; j < a.size(); ++j) {
    const double s = std::abs(a[j]) - threshold;
    out[j] = s > 0 ? std::copysign(s, a[j]) : 0;
  }
  const double norm = out.norm();
  if (norm > 0) return out / norm;
  // Every kept entry equal (bound 1 and the like): the first of the largest stands for all.
  Index at = 0;
  a.cwiseAbs().maxCoeff(&at);
  out.setZero();
  out[at] = std::copysign(1.0, a[at]);
  return out;
}

TwoBlockFit sparse_cca(const CanonicalSide& left, const CanonicalSide& right, Index components,
                       const SparseCcaOptions& options) {
  TwoBlockFit out;
  const MatrixXd &x = left.block.values, &y = right.block.values;
  out.n = x.rows();
  out.reason = left.block.reason.empty() ? right.block.reason : left.block.reason;
  if (!out.reason.empty()) return out;
  if (y.rows() != out.n) throw std::invalid_argument("blocks with different cases");
  out.rank = std::min(left.svd.rank(), right.svd.rank());
  if (components < 1 || components > out.rank) {
    out.reason = "more components than rank";
    return out;
  }
  const double bound_left = bound_of(options.penalty.left, x.cols()),
               bound_right = bound_of(options.penalty.right, y.cols());
  const MatrixXd start = starts(left.svd, right.svd, components);
  CrossProduct product{x, y, {}, {}, {}};
  out.left = {left.block.scaling, MatrixXd::Zero(x.cols(), components)};
  out.right = {right.block.scaling, MatrixXd::Zero(y.cols(), components)};
  out.statistic = out.correlation = VectorXd::Constant(components, std::nan(""));
  for (Index k = 0; k < components; ++k) {
    VectorXd v = start.col(k), u = VectorXd::Zero(x.cols());
    for (int i = 0; i < options.max_iterations; ++i) {
      const VectorXd u_next = soft_unit(product.times(v), bound_left);
      const VectorXd v_next = soft_unit(product.transposed_times(u_next), bound_right);
      const double moved = std::max((u_next - u).cwiseAbs().maxCoeff(), (v_next - v).cwiseAbs().maxCoeff());
      u = u_next, v = v_next;
      if (moved < options.epsilon) break;
    }
    const double sign = component_signs(u)[0];
    u *= sign, v *= sign;
    const VectorXd left_score = x * u, right_score = y * v;
    const double d = u.dot(product.times(v));
    out.statistic[k] = d;
    out.correlation[k] = correlation_of(left_score, right_score);
    out.left.weights.col(k) = u;
    out.right.weights.col(k) = v;
    product.d.push_back(d), product.u.push_back(u), product.v.push_back(v);
  }
  return out;
}

TwoBlockFit sparse_cca(ConstMatrix left, ConstMatrix right, Index components, const SparseCcaOptions& options) {
  if (left.rows() != right.rows()) throw std::invalid_argument("blocks with different cases");
  return sparse_cca(canonical_side(left, true), canonical_side(right, true), components, options);
}

}  // namespace rgx::stats
