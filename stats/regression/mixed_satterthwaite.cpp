#include <Eigen/Core>
#include <cmath>

#include "stats/regression/mixed_profile.hpp"

namespace rgx::stats {

// In units of σ = 1 (df has no unit). With M = X'V⁻¹X, e = y - Xβ, blocks A of the means and w = m/(1 + λm)²:
//   M' = -Σ w A'A,  M'' = Σ 2m²/(1 + λm)³ A'A,  rss' = -Σ w |Ae|²,
//   rss'' = Σ 2m²/(1 + λm)³ |Ae|² - 2 h'M⁻¹h,  h = Σ w A'(Ae)
// and derivatives in θ follow from λ = θ².
Eigen::VectorXd MixedProfile::satterthwaite(const ProfilePoint& point, Likelihood likelihood) const {
  using Eigen::Index;
  using Eigen::MatrixXd;
  using Eigen::VectorXd;
  const Index p = columns_;
  const double theta = std::sqrt(point.lambda);
  const double d = freedom(likelihood);
  const double variance = point.rss / d;

  // M' and M'' in the coordinates where M is the identity.
  MatrixXd first = MatrixXd::Zero(p, p);
  MatrixXd second = MatrixXd::Zero(p, p);
  VectorXd h = VectorXd::Zero(p);
  double log_det_2 = 0, rss_1 = 0, rss_2 = 0;
  for (const ClusterBlock& block : sizes_) {
    const double spread = 1 + point.lambda * block.size;
    const double ratio = block.size / spread;
    const double weight = ratio / spread;
    const MatrixXd x = block.rows.leftCols(p) * point.r_inverse;
    const VectorXd e = block.rows.col(p) - block.rows.leftCols(p) * point.beta;
    first.noalias() -= weight * x.transpose() * x;
    second.noalias() += 2 * ratio * weight * x.transpose() * x;
    h.noalias() += weight * x.transpose() * e;
    log_det_2 -= block.clusters * ratio * ratio;
    rss_1 -= weight * e.squaredNorm();
    rss_2 += 2 * ratio * weight * e.squaredNorm();
  }
  rss_2 -= 2 * h.squaredNorm();
  if (likelihood == Likelihood::reml) log_det_2 += second.trace() - first.squaredNorm();
  // The first derivative in λ is 0 where λ > 0 is a minimum.
  const double h_theta = 4 * point.lambda * (log_det_2 + rss_2 / variance);
  const double h_sigma = 4 * d;
  const double h_both = -4 * theta * rss_1 / variance;
  const double determinant = h_theta * h_sigma - h_both * h_both;

  VectorXd df = VectorXd::Constant(p, missing);
  for (Index j = 0; j < p; ++j) {
    const VectorXd row = point.r_inverse.row(j).transpose();
    const double v = row.squaredNorm();
    const double g_theta = -2 * theta * row.dot(first * row);
    const double g_sigma = 2 * v;
    if (theta == 0)  // even in θ: the Hessian has no cross term, the variance no slope
      df[j] = d;
    else if (h_theta > 0 && determinant > 0)
      df[j] = v * v * determinant /
              (h_sigma * g_theta * g_theta - 2 * h_both * g_theta * g_sigma + h_theta * g_sigma * g_sigma);
  }
  return df;
}

}  // namespace rgx::stats
