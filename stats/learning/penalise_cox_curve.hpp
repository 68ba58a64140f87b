#pragma once
// The partial likelihood as a loss of one linear predictor. Its second derivatives are no diagonal, but their product
// with a column takes two passes of running sums over the cases in order. Internal to penalise.
#include <vector>

#include "stats/learning/penalise_curve.hpp"
#include "stats/survival/cox_order.hpp"
#include "stats/survival/cox_risk.hpp"

namespace rgx::stats::detail {

// Cases are by place of the order, whose weights sum to 1 (as the curve's, for value and slope).
class CoxCurve : public Curve {
 public:
  CoxCurve(const CoxOrder& order, CoxTies ties);
  void at(const Eigen::VectorXd& eta) override;
  // The saturated model gives those with an event at one time all the risk there.
  [[nodiscard]] double value() const override { return saturated_ - log_likelihood_; }
  void weigh(const Eigen::MatrixXd& x, std::span<const Eigen::Index> columns, Eigen::MatrixXd& out) const override;

 private:
  void weigh_lanes() const;

  const CoxOrder& order_;
  std::vector<CoxTerm> terms_;
  Eigen::VectorXd event_;
  CoxExpected sums_;
  double saturated_ = 0, log_likelihood_ = 0;
  // Eight columns side by side: of the cases, of running sums by group.
  using Lanes = Eigen::Array<double, 8, 1>;
  using LaneRows = std::vector<Lanes, Eigen::aligned_allocator<Lanes>>;
  mutable LaneRows cases_, steps_, steps_events_, at_entry_;
};

}  // namespace rgx::stats::detail
