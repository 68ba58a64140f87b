#include "stats/learning/penalise_point.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats::detail {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

// glmnet.control's pmin: probabilities nearer to 0 or 1 count as 0 or 1, and deviances are cut there.
constexpr double least_probability = 1e-9;
// Sweeps by cases before the inner products of the active columns are worth making.
constexpr int patience = 4;

}  // namespace

PointSolver::PointSolver(const Prepared& data, const PathOptions& options)
    : data_(data),
      binomial_(options.family == PenalisedFamily::binomial),
      intercept_free_(options.intercept),
      alpha_(options.alpha),
      threshold_(options.threshold),
      max_passes_(options.max_passes) {
  const Index p = data.x.cols();
  beta_ = curvature_ = gradient_ = VectorXd::Zero(p);
  strong_.assign(static_cast<std::size_t>(p), false);
  active_.assign(static_cast<std::size_t>(p), false);
  v_ = data.w;
  if (binomial_) {
    const double share = intercept_free_ ? data.w.dot(data.y) : 0.5;
    intercept_ = intercept_free_ ? std::log(share / (1 - share)) : 0;
    null_deviance_ = intercept_free_ ? -(share * std::log(share) + (1 - share) * std::log(1 - share)) : std::log(2.0);
    threshold_ *= null_deviance_;
    eta_ = VectorXd::Constant(data.y.size(), intercept_);
    set_working();
  } else {
    residual_ = data.w.cwiseProduct(data.y);
    for (Index j = 0; j < p; ++j)
      if (data.varies[j]) curvature_[j] = (data.w.array() * data.x.col(j).array().square()).sum();
  }
  for (Index j = 0; j < p; ++j)
    if (data.varies[j]) gradient_[j] = data.x.col(j).dot(residual_);
}

double PointSolver::entry() const {
  double largest = 0;
  for (Index j = 0; j < beta_.size(); ++j)
    if (data_.varies[j] && data_.factor[j] > 0) largest = std::max(largest, std::abs(gradient_[j]) / data_.factor[j]);
  return largest;
}

double PointSolver::deviance_ratio() const {
  if (!binomial_) return 1 - (residual_.array().square() / data_.w.array()).sum();
  double minus_log_likelihood = 0;
  for (Index i = 0; i < data_.y.size(); ++i) {
    const double p = std::clamp(probability_[i], least_probability, 1 - least_probability);
    minus_log_likelihood -= data_.w[i] * (data_.y[i] > 0.5 ? std::log(p) : std::log(1 - p));
  }
  return (null_deviance_ - minus_log_likelihood) / null_deviance_;
}

// The curve's height, slope and weight at the present linear predictor.
void PointSolver::set_working() {
  const Index n = data_.y.size();
  static const double end = std::log(1 / least_probability - 1);
  probability_.resize(n);
  softplus_.resize(n);
  for (Index i = 0; i < n; ++i) {
    const double e = std::exp(-std::abs(eta_[i]));
    softplus_[i] = std::max(eta_[i], 0.0) + std::log1p(e);
    probability_[i] = eta_[i] > end ? 1 : eta_[i] < -end ? 0 : eta_[i] >= 0 ? 1 / (1 + e) : e / (1 + e);
  }
  v_ = data_.w.array() * probability_.array() * (1 - probability_.array());
  v_sum_ = v_.sum();
  residual_ = data_.w.cwiseProduct(data_.y - probability_);
  saturated_ = v_sum_ <= (1 + least_probability) * least_probability * (1 - least_probability);
}

void PointSolver::set_curvature() {
  for (const Index j : strong_list_) curvature_[j] = (v_.array() * data_.x.col(j).array().square()).sum();
}

// The minimum along one coordinate: soft threshold, then shrink.
double PointSolver::best(double pull, Index j, double l1, double l2) const {
  const double over = std::abs(pull) - l1 * data_.factor[j];
  const double stiffness = curvature_[j] + l2 * data_.factor[j];
  return over > 0 && stiffness > 0 ? std::copysign(over, pull) / stiffness : 0;
}

void PointSolver::update(Index j, double l1, double l2, double& change) {
  const double next = best(data_.x.col(j).dot(residual_) + curvature_[j] * beta_[j], j, l1, l2);
  if (next == beta_[j]) return;
  const double step = next - beta_[j];
  beta_[j] = next;
  residual_.array() -= step * v_.array() * data_.x.col(j).array();
  change = std::max(change, curvature_[j] * step * step);
  if (!active_[j]) {
    active_[j] = true;
    active_list_.push_back(j);
  }
}

// One pass; false when there is no pass left.
bool PointSolver::sweep(const std::vector<Index>& columns, double l1, double l2, double& change) {
  if (++passes_ > max_passes_) return false;
  change = 0;
  for (const Index j : columns) update(j, l1, l2, change);
  if (binomial_ && intercept_free_) {
    const double step = residual_.sum() / v_sum_;
    intercept_ += step;
    residual_ -= step * v_;
    change = std::max(change, v_sum_ * step * step);
  }
  return true;
}

// Sweeps to the end over a few columns by their inner products, which costs less than by cases once many are needed.
bool PointSolver::descend_by_products(const std::vector<Index>& columns, double l1, double l2) {
  const auto count = static_cast<Index>(columns.size());
  const Eigen::MatrixXd x = data_.x(Eigen::all, columns);
  const Eigen::MatrixXd weighted = v_.asDiagonal() * x;
  const Eigen::MatrixXd products = x.transpose() * weighted;
  const VectorXd sums = weighted.colwise().sum();
  VectorXd gradient = x.transpose() * residual_;
  VectorXd moved = VectorXd::Zero(count);
  const bool with_intercept = binomial_ && intercept_free_;
  double rest = residual_.sum(), shift = 0, change = 0;
  do {
    if (++passes_ > max_passes_) return false;
    change = 0;
    for (Index k = 0; k < count; ++k) {
      const Index j = columns[k];
      const double step = best(gradient[k] + curvature_[j] * beta_[j], j, l1, l2) - beta_[j];
      if (step == 0) continue;
      beta_[j] += step;
      moved[k] += step;
      gradient -= step * products.col(k);
      rest -= step * sums[k];
      change = std::max(change, curvature_[j] * step * step);
    }
    if (!with_intercept) continue;
    const double step = rest / v_sum_;
    shift += step;
    gradient -= step * sums;
    rest = 0;
    change = std::max(change, v_sum_ * step * step);
  } while (change >= threshold_);
  intercept_ += shift;
  residual_ -= weighted * moved + shift * v_;
  return true;
}

bool PointSolver::descend(double l1, double l2) {
  for (;;) {
    double change = 0;
    if (!sweep(strong_list_, l1, l2, change)) return false;
    if (change < threshold_) return true;
    const std::vector<Index> walking = active_list_;
    for (int walked = 0; change >= threshold_; ++walked) {
      const bool products_pay = walked == patience && static_cast<Index>(walking.size()) <= data_.y.size();
      if (products_pay) {
        if (!descend_by_products(walking, l1, l2)) return false;
        break;
      }
      if (!sweep(walking, l1, l2, change)) return false;
    }
  }
}

double PointSolver::objective(double lambda) const {
  double value = data_.w.dot(softplus_) - data_.w.dot(data_.y.cwiseProduct(eta_));
  for (const Index j : active_list_)
    value += lambda * data_.factor[j] * ((1 - alpha_) / 2 * beta_[j] * beta_[j] + alpha_ * std::abs(beta_[j]));
  return value;
}

// Newton's steps for the binomial, each an elastic net of its own; a step that would raise the objective is halved.
bool PointSolver::reweight(double lambda) {
  double reached = objective(lambda);
  for (;;) {
    const VectorXd old_beta = beta_;
    const VectorXd old_eta = eta_;
    const double old_intercept = intercept_;
    set_curvature();
    if (!descend(lambda * alpha_, lambda * (1 - alpha_))) return false;
    eta_.setConstant(intercept_);
    for (const Index j : active_list_)
      if (beta_[j] != 0) eta_ += beta_[j] * data_.x.col(j);
    set_working();
    double now = objective(lambda);
    for (int half = 0; half < 30 && now > reached + 1e-10 * std::abs(reached); ++half) {
      beta_ = (beta_ + old_beta) / 2;
      eta_ = (eta_ + old_eta) / 2;
      intercept_ = (intercept_ + old_intercept) / 2;
      set_working();
      now = objective(lambda);
    }
    reached = now;
    if (saturated_) return true;
    double moved = v_sum_ * (intercept_ - old_intercept) * (intercept_ - old_intercept);
    for (const Index j : active_list_) {
      const double step = beta_[j] - old_beta[j];
      moved = std::max(moved, curvature_[j] * step * step);
    }
    if (moved <= threshold_) return true;
  }
}

// Columns outside the strong set whose gradient is too large to stay at 0.
bool PointSolver::admit_violators(double l1) {
  bool any = false;
  for (Index j = 0; j < beta_.size(); ++j) {
    if (!data_.varies[j]) continue;
    gradient_[j] = data_.x.col(j).dot(residual_);
    if (strong_[j] || std::abs(gradient_[j]) <= l1 * data_.factor[j]) continue;
    strong_[j] = any = true;
    strong_list_.push_back(j);
  }
  return any;
}

bool PointSolver::solve(double lambda, double previous_lambda) {
  const double bound = alpha_ * (2 * lambda - previous_lambda);
  for (Index j = 0; j < beta_.size(); ++j) {
    if (strong_[j] || !data_.varies[j] || std::abs(gradient_[j]) <= bound * data_.factor[j]) continue;
    strong_[j] = true;
    strong_list_.push_back(j);
  }
  const double l1 = lambda * alpha_;
  do {
    if (!(binomial_ ? reweight(lambda) : descend(l1, lambda * (1 - alpha_)))) return false;
    if (saturated_) return true;
  } while (admit_violators(l1));
  return true;
}

}  // namespace rgx::stats::detail
