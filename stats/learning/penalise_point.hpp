#pragma once
// The elastic net at one lambda, warm-started from the last: coordinate descent on the strong set, iteratively
// reweighted for binomial, then the KKT conditions of everything else. Internal to penalise.
#include <Eigen/Core>
#include <vector>

#include "stats/learning/penalise.hpp"

namespace rgx::stats::detail {

// Data on the solver's scale: columns centred (with intercept) and scaled, gaussian y centred and of unit length.
struct Prepared {
  Eigen::MatrixXd x;     // cases of weight > 0
  Eigen::VectorXd y, w;  // w sums to 1
  Eigen::VectorXd mean, scale;
  Eigen::VectorXd factor;  // of penalty, mean 1 over all columns
  std::vector<bool> varies;
  double y_mean = 0, y_scale = 1;
};

class PointSolver {
 public:
  PointSolver(const Prepared& data, const PathOptions& options);

  // False when the passes ran out; the state is then of no use.
  bool solve(double lambda, double previous_lambda);

  [[nodiscard]] const Eigen::VectorXd& beta() const { return beta_; }
  [[nodiscard]] double intercept() const { return intercept_; }
  // Largest |gradient| / factor over penalised columns: the lambda · alpha at which the first one enters.
  [[nodiscard]] double entry() const;
  [[nodiscard]] double deviance_ratio() const;
  // Of the null model: mean -log-likelihood, or 1 (gaussian: y has unit length).
  [[nodiscard]] double null_deviance() const { return null_deviance_; }
  // Every fitted probability is so close to 0 or 1 that the quadratic approximation has no weight left.
  [[nodiscard]] bool saturated() const { return saturated_; }
  [[nodiscard]] int passes() const { return passes_; }

 private:
  [[nodiscard]] double best(double pull, Eigen::Index j, double l1, double l2) const;
  bool descend(double l1, double l2);
  bool descend_by_products(const std::vector<Eigen::Index>& columns, double l1, double l2);
  bool reweight(double lambda);
  bool sweep(const std::vector<Eigen::Index>& columns, double l1, double l2, double& change);
  void update(Eigen::Index j, double l1, double l2, double& change);
  void set_curvature();
  void set_working();
  [[nodiscard]] double objective(double lambda) const;
  bool admit_violators(double l1);

  const Prepared& data_;
  bool binomial_, intercept_free_;
  double alpha_, threshold_;
  int max_passes_;
  double null_deviance_ = 1;
  Eigen::VectorXd beta_, residual_, v_, curvature_, gradient_;
  Eigen::VectorXd eta_, probability_, softplus_;
  double intercept_ = 0, v_sum_ = 1;
  std::vector<bool> strong_, active_;
  std::vector<Eigen::Index> strong_list_, active_list_;
  bool saturated_ = false;
  int passes_ = 0;
};

}  // namespace rgx::stats::detail
