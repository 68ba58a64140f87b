#pragma once
// Newton's method for a log-likelihood that is concave, told apart from one that rises for ever.
#include <Eigen/Core>
#include <functional>
#include <vector>

namespace rgx::stats {

struct NewtonPoint {
  double value;  // log-likelihood; -infinity or NaN where it is not defined
  Eigen::VectorXd slope;
  Eigen::MatrixXd curvature;  // minus the second derivatives
};

struct NewtonOptions {
  double epsilon = 1e-12;  // change of the value, relative to that at the start, below which it stands still
  int max_iterations = 100;
};

struct NewtonMaximum {
  Eigen::VectorXd at;
  NewtonPoint point;
  std::vector<bool> endless;  // parameters that move on while the value stands still: the maximum is at infinity
  int iterations = 0;
  bool converged = false;
};

// Parameters in units in which a step of 0.01 matters (coefficients of columns of spread 1). Steps are halved until the
// value does not fall.
NewtonMaximum newton_maximise(const std::function<NewtonPoint(const Eigen::VectorXd&)>& likelihood,
                              const Eigen::VectorXd& start, const NewtonOptions& options = {});

// Inverse of a symmetric positive definite matrix.
Eigen::MatrixXd symmetric_inverse(const Eigen::MatrixXd& a);

}  // namespace rgx::stats
