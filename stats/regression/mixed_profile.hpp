#pragma once
// The profiled likelihood of a mixed model with one random intercept (mixed.hpp). With λ = θ², a cluster of m cases has
// covariance σ²(I + λ11'): its deviations from the mean have variance σ², √m times its mean has σ²(1 + λm). Cases are
// therefore reduced once, orthogonally, to one block for what is within clusters and one for each size of cluster; each
// λ then costs a QR of a few rows.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/regression/mixed.hpp"

namespace rgx::stats {

struct ClusterBlock {
  double size = 0;       // m, cases in each cluster
  double clusters = 0;   // how many clusters have it
  Eigen::MatrixXd rows;  // √m times the means of [X y], rotated to at most columns + 1 rows
};

// What the profiled criterion and its derivatives are at one λ, σ² profiled out.
struct ProfilePoint {
  double lambda = 0;
  double criterion = 0;
  double slope = 0;  // d criterion / dλ
  double rss = 0;    // (y - Xβ)' V⁻¹ (y - Xβ), V the covariance over σ²
  Eigen::VectorXd beta;
  Eigen::MatrixXd r_inverse;  // (X'V⁻¹X)⁻¹ = r_inverse r_inverse'
};

class MixedProfile {
 public:
  // x of full column rank, y and cluster without missing values, columns of ordinary scale.
  MixedProfile(ConstMatrix x, ConstVector y, std::span<const int> cluster);

  ProfilePoint at(double lambda, Likelihood likelihood) const;

  // Where the criterion is least over λ ≥ 0, by the roots of its slope between the points of a grid.
  ProfilePoint best(Likelihood likelihood) const;

  // Satterthwaite's df of each coefficient at a point. The criterion as a function of (θ, σ), not profiled:
  //   f = log|V| + [REML: log|X'V⁻¹X|] + d log 2πσ² + rss/σ², d = n, or n - columns;
  // the variance v of a coefficient has gradient g there, and df = 2v² / (g' 2H⁻¹ g), H the Hessian of f.
  Eigen::VectorXd satterthwaite(const ProfilePoint& point, Likelihood likelihood) const;

  // Why the criterion has no minimum; none when it has.
  Reason unbounded(Likelihood likelihood) const;

  double cases() const { return n_; }
  double clusters() const { return clusters_; }
  // n, or n - columns.
  double freedom(Likelihood likelihood) const {
    return likelihood == Likelihood::ml ? n_ : n_ - static_cast<double>(columns_);
  }

 private:
  double n_ = 0;
  double clusters_ = 0;
  Eigen::Index columns_ = 0;      // of x
  Eigen::MatrixXd within_;        // at most columns + 1 rows of [X y]
  Eigen::Index within_rank_ = 0;  // of X within clusters
  double within_rss_ = 0;         // of y on X, within clusters
  double total_ = 0;              // sum of y²
  std::vector<ClusterBlock> sizes_;
};

}  // namespace rgx::stats
