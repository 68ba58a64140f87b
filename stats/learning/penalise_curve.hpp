#pragma once
// Losses of one linear predictor: their height, slope and bend by case. Internal to penalise.
#include <Eigen/Core>
#include <memory>
#include <span>

#include "stats/base/refs.hpp"

namespace rgx::stats::detail {

class Curve {
 public:
  virtual ~Curve() = default;
  // Moves to a linear predictor (offset not included), one a case.
  virtual void at(const Eigen::VectorXd& eta) = 0;
  // Mean -log-likelihood less that of the saturated model; gaussian: half the mean square.
  [[nodiscard]] virtual double value() const = 0;
  // Minus the slope of value by case.
  [[nodiscard]] const Eigen::VectorXd& residual() const { return residual_; }
  // What value counts as for the share of deviance explained.
  [[nodiscard]] virtual double deviance() const { return value(); }
  // Second derivatives by case when they form a diagonal, else null and `weigh` gives their product with columns.
  [[nodiscard]] virtual const Eigen::VectorXd* diagonal() const { return nullptr; }
  // out.col(k) = second derivatives · x.col(columns[k])
  virtual void weigh(const Eigen::MatrixXd& x, std::span<const Eigen::Index> columns, Eigen::MatrixXd& out) const = 0;
  [[nodiscard]] virtual bool quadratic() const { return false; }
  // Nothing is left to be explained: the second derivatives have no weight.
  [[nodiscard]] virtual bool saturated() const { return false; }

 protected:
  Eigen::VectorXd residual_;
};

// With second derivatives that form a diagonal.
class DiagonalCurve : public Curve {
 public:
  [[nodiscard]] const Eigen::VectorXd* diagonal() const override { return &v_; }
  void weigh(const Eigen::MatrixXd& x, std::span<const Eigen::Index> columns, Eigen::MatrixXd& out) const override;

 protected:
  Eigen::VectorXd v_;
};

// y and weights by case, weights sum to 1; offset: empty or by case.
std::unique_ptr<Curve> square_curve(Eigen::VectorXd y, Eigen::VectorXd w);
std::unique_ptr<Curve> binomial_curve(Eigen::VectorXd y, Eigen::VectorXd w, Eigen::VectorXd offset);
std::unique_ptr<Curve> poisson_curve(Eigen::VectorXd y, Eigen::VectorXd w, Eigen::VectorXd offset);

// The constant linear predictor of least value of a diagonal curve, which is left there.
double null_intercept(Curve& curve, Eigen::Index cases);

}  // namespace rgx::stats::detail
