#pragma once
// The maximum of one partial likelihood by Newton's method, on cases in order: what regression and screens share.
#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/survival/cox.hpp"
#include "stats/survival/cox_risk.hpp"

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
// A log partial likelihood at log hazards (offset included), with its slope and curvature for the columns of x.
using PartialLikelihood = std::function<CoxPoint(const RowMatrix& x, const Eigen::VectorXd& log_hazard)>;
// x: columns of mean 0, whatever their size.
CoxMaximum maximise_partial(const PartialLikelihood& likelihood, const RowMatrix& x, const Eigen::VectorXd& offset,
                            const CoxOptions& options);
// x: centred().
CoxMaximum cox_maximise(const CoxOrder& order, const RowMatrix& x, const CoxOptions& options);
// Root mean square of each column, 1 where it is 0: the unit in which sums are taken.
Eigen::VectorXd cox_spread(const RowMatrix& x);
// What a maximum says of the coefficients of p columns, beside whether and why not. `robust`: covariance of the kept
// columns that stands in for the inverse information in tests and intervals; empty: none.
void set_coefficients(CoxFit& fit, const CoxMaximum& best, Eigen::Index p, const Eigen::MatrixXd& robust, double level);
// Why nothing can be fitted, or empty.
std::string cox_refusal(const CoxOrder& order, ConstMatrix design);

}  // namespace rgx::stats
