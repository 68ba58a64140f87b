#pragma once
// The elastic net at one lambda, warm-started from the last: coordinate descent on the columns that may be needed,
// on a quadratic model of the loss that is made anew (Newton) until nothing moves, then the KKT conditions first of
// the strong set, then of everything else. Internal to penalise.
#include <Eigen/Core>
#include <vector>

#include "stats/learning/penalise.hpp"
#include "stats/learning/penalise_curve.hpp"
#include "stats/learning/penalise_data.hpp"
#include "stats/learning/penalise_walk.hpp"

namespace rgx::stats::detail {

class PointSolver : public PathSolver {
 public:
  // intercept: one that is fitted and not penalised, starting where `start` says.
  PointSolver(const Prepared& data, Curve& curve, const PathOptions& options, bool intercept, double start);

  bool solve(double lambda, double previous_lambda) override;
  [[nodiscard]] double entry() const override;
  [[nodiscard]] double deviance_ratio() const override { return 1 - curve_.deviance() / null_deviance_; }
  [[nodiscard]] bool saturated() const override { return curve_.saturated(); }

  [[nodiscard]] const Eigen::VectorXd& beta() const { return beta_; }
  [[nodiscard]] double intercept() const { return intercept_; }
  // Of the null model, as the curve's deviance().
  [[nodiscard]] double null_deviance() const { return null_deviance_; }
  [[nodiscard]] int passes() const { return passes_; }

 private:
  [[nodiscard]] double best(double pull, Eigen::Index j, double stiffness, double l1, double l2) const;
  [[nodiscard]] bool violates(Eigen::Index j, double l1) const;
  [[nodiscard]] double objective(double lambda) const;
  void work_on(Eigen::Index j);
  void set_curvature();
  void set_eta();
  void extrapolate(double lambda, double previous_lambda);
  bool sweep(double l1, double l2, double& change);
  [[nodiscard]] double model_since(const Eigen::VectorXd& from, const Eigen::VectorXd& slope_from,
                                   double intercept_from, double l1, double l2) const;
  bool descend(double l1, double l2);
  bool descend_by_products(double l1, double l2);
  bool newton(double lambda);
  bool admit_strong(double l1);
  bool admit_any(double l1);

  const Prepared& data_;
  Curve& curve_;
  bool with_intercept_;
  double alpha_, threshold_;
  int max_passes_, passes_ = 0;
  double null_deviance_ = 1;
  Eigen::VectorXd beta_, gradient_, eta_;
  double intercept_ = 0;
  std::vector<bool> strong_, working_;
  std::vector<Eigen::Index> strong_list_, working_list_;
  // Of the quadratic model: slope as far as the descent went, second derivatives of the working columns.
  Eigen::VectorXd residual_, curvature_;
  Eigen::MatrixXd weighted_;
  double v_sum_ = 0;
  struct {
    double lambda = 1e35, intercept = 0;
    Eigen::VectorXd beta;
  } before_;  // the solution before the last
};

}  // namespace rgx::stats::detail
