#pragma once
// The elastic net of several responses at one lambda: block coordinate descent, a column at a time, on a quadratic
// bound of the loss whose curvature is the same in every response. Internal to penalise.
#include <Eigen/Core>
#include <memory>
#include <vector>

#include "stats/learning/penalise.hpp"
#include "stats/learning/penalise_data.hpp"
#include "stats/learning/penalise_walk.hpp"

namespace rgx::stats::detail {

// A loss of several linear predictors (cases × responses).
class Surface {
 public:
  virtual ~Surface() = default;
  virtual void at(const Eigen::MatrixXd& eta) = 0;
  [[nodiscard]] virtual double value() const = 0;
  [[nodiscard]] virtual bool quadratic() const { return false; }
  [[nodiscard]] virtual bool saturated() const { return false; }
  [[nodiscard]] const Eigen::MatrixXd& residual() const { return residual_; }  // minus the slope
  [[nodiscard]] const Eigen::VectorXd& bend() const { return v_; }  // at least the second derivatives, by case

 protected:
  Eigen::MatrixXd residual_;
  Eigen::VectorXd v_;
};

// y: cases × responses, in the second 1 at the class of a case; w sums to 1.
std::unique_ptr<Surface> square_surface(Eigen::MatrixXd y, Eigen::VectorXd w);
std::unique_ptr<Surface> multinomial_surface(Eigen::MatrixXd y, Eigen::VectorXd w);

class GroupSolver : public PathSolver {
 public:
  // intercept: fitted, from `start` (one a response).
  GroupSolver(const Prepared& data, Surface& surface, const PathOptions& options, bool grouped, bool intercept,
              const Eigen::VectorXd& start);
  bool solve(double lambda, double previous_lambda) override;
  [[nodiscard]] double entry() const override;
  [[nodiscard]] double deviance_ratio() const override { return 1 - surface_.value() / null_value_; }
  [[nodiscard]] bool saturated() const override { return surface_.saturated(); }

  [[nodiscard]] const Eigen::MatrixXd& beta() const { return beta_; }  // responses × columns
  [[nodiscard]] const Eigen::VectorXd& intercept() const { return intercept_; }
  [[nodiscard]] double null_value() const { return null_value_; }
  [[nodiscard]] int passes() const { return passes_; }

 private:
  [[nodiscard]] Eigen::VectorXd best(const Eigen::VectorXd& pull, Eigen::Index j, double curvature, double l1,
                                     double l2) const;
  [[nodiscard]] double steepest(Eigen::Index j) const;
  [[nodiscard]] double objective(double lambda) const;
  void centre();
  bool descend(double l1, double l2);
  bool approach(double lambda);
  bool admit(double l1, bool strong);

  const Prepared& data_;
  Surface& surface_;
  bool grouped_, with_intercept_;
  double alpha_, threshold_, null_value_ = 1;
  int max_passes_, passes_ = 0;
  Eigen::MatrixXd beta_, gradient_, eta_, residual_;
  Eigen::VectorXd intercept_;
  std::vector<bool> strong_, working_;
  std::vector<Eigen::Index> working_list_;
};

// The c for which sum_k (1 - alpha)/2 (b_k - c)² + alpha |b_k - c| is least; half-way where several are.
double penalty_centre(const Eigen::VectorXd& b, double alpha);

}  // namespace rgx::stats::detail
