#pragma once
// A covariance matrix pulled towards a multiple of the identity, and its inverse: S = (1 - a) Z'WZ / d + a m I, with
// m the mean variance. Ledoit & Wolf, J Multivar Anal 88, 2004: the share a that comes nearest to the true matrix in
// expected squared distance, eqs. 14-18 (Lemmas 3.2-3.4), consistent with more columns than cases too.
#include <Eigen/Core>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// How far: not at all, by Ledoit & Wolf, or by a share in [0, 1].
struct Shrinkage {
  enum class Kind { none, automatic, share } kind = Kind::none;
  double share = 0;
};

// Ledoit & Wolf's share, in [0, 1]. z: centred cases × columns; weight: one a case (sum positive).
double ledoit_wolf_share(ConstMatrix z, ConstVector weight);

class ShrunkCovariance {
 public:
  ShrunkCovariance() = default;
  // z: centred cases × columns, of weight 1 on average; the unshrunk matrix is Z'WZ / sum(weight) · unbias. Without
  // shrinkage the columns must be of one scale (variances about 1): a column of which less than 1e-8 of a variance is
  // left after those before it makes the matrix singular (MASS's tolerance, squared).
  ShrunkCovariance(ConstMatrix z, ConstVector weight, double unbias, const Shrinkage& shrinkage);

  [[nodiscard]] bool singular() const { return singular_; }
  [[nodiscard]] double share() const { return share_; }
  [[nodiscard]] double log_determinant() const { return log_determinant_; }
  // S⁻¹ times columns (columns × k).
  [[nodiscard]] Eigen::MatrixXd solve(ConstMatrix columns) const;
  // v'S⁻¹v of each row.
  [[nodiscard]] Eigen::VectorXd distance(ConstMatrix rows) const;

  // Shows `visit(name, member)` all it is made of: for who writes it down or reads it back.
  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("share", self.share_);
    visit("log_determinant", self.log_determinant_);
    visit("singular", self.singular_);
    visit("root", self.root_);
    visit("ridge", self.ridge_);
    visit("cases", self.cases_);
    visit("inner", self.inner_);
  }

 private:
  double share_ = 0, log_determinant_ = 0;
  bool singular_ = false;
  Eigen::MatrixXd root_;   // R of S = R'R; empty with more columns than cases, where Woodbury's identity serves
  double ridge_ = 0;       // a m
  Eigen::MatrixXd cases_;  // Z in units in which S = ridge I + Z'Z
  Eigen::MatrixXd inner_;  // L of ridge I + Z Z' = LL'
};

}  // namespace rgx::stats
