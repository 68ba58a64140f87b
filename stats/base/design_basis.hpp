#pragma once
// A design in coordinates in which its columns are orthogonal and of size 1: X = QR, γ = Rβ. Whatever the units and
// correlations of the columns, a likelihood is then well-conditioned. Columns that the earlier ones explain are
// aliased.
#include <Eigen/Core>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct DesignBasis {
  Eigen::MatrixXd q;               // cases × kept, mean square 1 in each column
  Eigen::MatrixXd r;               // kept × kept, upper triangular
  std::vector<Eigen::Index> kept;  // columns of the design
  std::vector<bool> aliased;       // one a column of the design

  // Cases of weight 0 have no say in what is aliased.
  DesignBasis(ConstMatrix design, ConstVector weights);
  [[nodiscard]] Eigen::Index rank() const { return q.cols(); }
  // One place for each column of the design; NaN where aliased.
  [[nodiscard]] Eigen::VectorXd coefficient(const Eigen::VectorXd& gamma) const;
  [[nodiscard]] Eigen::MatrixXd covariance(const Eigen::MatrixXd& of_gamma) const;
};

}  // namespace rgx::stats
