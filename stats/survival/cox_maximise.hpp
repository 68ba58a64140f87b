#pragma once
// The maximum of one partial likelihood by Newton's method, on cases in order: what regression and screens share.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/survival/cox.hpp"

namespace rgx::stats {

struct CoxMaximum {
  std::vector<Eigen::Index> kept;  // columns not aliased
  Eigen::VectorXd
      coefficient;  // one a kept column, in units of x; where the iterations stopped; NaN if free in the limit
  std::vector<bool> infinite;  // one a kept column
  Eigen::MatrixXd covariance;  // kept × kept; NaN at infinite and free ones
  Eigen::VectorXd log_hazard;  // by place
  double log_likelihood_null = 0, log_likelihood = 0;
  double score_statistic = 0;  // U'I⁻¹U at 0
  int iterations = 0;
  bool converged = false;
};
// x: centred(), so that columns are of the size of their spread.
CoxMaximum cox_maximise(const CoxOrder& order, const RowMatrix& x, const CoxOptions& options);
// Root mean square of each column, 1 where it is 0: the unit in which sums are taken.
Eigen::VectorXd cox_spread(const RowMatrix& x);
// Why nothing can be fitted, or empty.
std::string cox_refusal(const CoxOrder& order, ConstMatrix design);

}  // namespace rgx::stats
