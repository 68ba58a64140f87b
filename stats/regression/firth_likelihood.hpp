#pragma once
// The penalised log-likelihood ℓ + ½ ln|X'WX| in the coordinates of a DesignBasis. The coefficient of the last column
// held at v is its γ held at R's last entry times v.
#include <Eigen/Core>

#include "stats/base/design_basis.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

class FirthLikelihood {
 public:
  // y 0/1; weights, offset one a case.
  FirthLikelihood(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset);

  struct Maximum {
    Eigen::VectorXd gamma;
    double value = 0;
    int iterations = 0;
    bool converged = false;
  };
  // The first `free` coordinates, from `start`; the others stay.
  [[nodiscard]] Maximum maximise(const Eigen::VectorXd& start, Eigen::Index free, int max_iterations) const;

  [[nodiscard]] const DesignBasis& basis() const { return basis_; }
  // Inverse information of the coefficients; nothing of the penalty in it.
  [[nodiscard]] Eigen::MatrixXd covariance(const Eigen::VectorXd& gamma) const;
  [[nodiscard]] Eigen::VectorXd fitted(const Eigen::VectorXd& gamma) const;
  // d γ_last / d β_last.
  [[nodiscard]] double last_scale() const { return basis_.r(basis_.rank() - 1, basis_.rank() - 1); }
  [[nodiscard]] Eigen::Index rank() const { return basis_.rank(); }

 private:
  struct Point {
    double value;
    Eigen::VectorXd slope;
    Eigen::MatrixXd information;
  };
  [[nodiscard]] Point at(const Eigen::VectorXd& gamma) const;

  DesignBasis basis_;
  Eigen::VectorXd y_, weight_, offset_;
  double ln_r_ = 0;  // ln|det R|: the penalty's share of the coordinates
};

}  // namespace rgx::stats
