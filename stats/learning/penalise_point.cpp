#include "stats/learning/penalise_point.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace rgx::stats::detail {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Sweeps by cases before the inner products of the working columns are worth making: they cost about as many sweeps
// as an eighth of the columns.
constexpr int least_patience = 6;
constexpr int most_newton_steps = 200;

// The last few sweeps: coefficients, slope of the model, intercept.
class History {
 public:
  History(Index columns, Index cases) : beta_(columns, length), residual_(cases, length) {}
  // Whether there are enough of them; they are then used up.
  bool keep(const VectorXd& beta, const VectorXd& residual, double intercept) {
    if (kept_ == length) kept_ = 0;
    beta_.col(kept_) = beta;
    residual_.col(kept_) = residual;
    intercept_[kept_] = intercept;
    return ++kept_ == length;
  }
  // The combination (of sum 1) of the last sweeps of which the step is shortest; false where that is not determined.
  bool limit(VectorXd& beta, VectorXd& residual, double& intercept) const {
    const Eigen::MatrixXd steps = beta_.rightCols(length - 1) - beta_.leftCols(length - 1);
    Eigen::Matrix<double, length - 1, length - 1> products = steps.transpose() * steps;
    products.diagonal().array() += 1e-10 * products.trace();
    const Eigen::Vector<double, length - 1> shares = products.ldlt().solve(Eigen::Vector<double, length - 1>::Ones());
    const double sum = shares.sum();
    if (!(std::abs(sum) > 0) || !std::isfinite(sum)) return false;
    beta = beta_.rightCols(length - 1) * shares / sum;
    residual = residual_.rightCols(length - 1) * shares / sum;
    intercept = intercept_.tail<length - 1>().dot(shares) / sum;
    return true;
  }

 private:
  static constexpr int length = 6;
  Eigen::MatrixXd beta_, residual_;
  Eigen::Vector<double, length> intercept_ = Eigen::Vector<double, length>::Zero();
  int kept_ = 0;
};

}  // namespace

PointSolver::PointSolver(const Prepared& data, Curve& curve, const PathOptions& options, bool intercept, double start)
    : data_(data),
      curve_(curve),
      with_intercept_(intercept),
      alpha_(options.alpha),
      threshold_(options.threshold),
      max_passes_(options.max_passes),
      intercept_(start) {
  const Index p = data.x.cols();
  beta_ = gradient_ = VectorXd::Zero(p);
  strong_.assign(static_cast<std::size_t>(p), false);
  working_.assign(static_cast<std::size_t>(p), false);
  eta_ = VectorXd::Constant(data.x.rows(), start);
  curve_.at(eta_);
  null_deviance_ = curve_.deviance();
  if (!curve_.quadratic()) threshold_ *= null_deviance_;
  // A sum over all columns says more than glmnet's largest move: with four times its threshold the partial likelihood
  // still ends below glmnet's objective. Sweeps there and back take the outer columns twice in a row and say less.
  if (curve_.diagonal() == nullptr) threshold_ *= 4;
  gradient_.noalias() = data_.x.transpose() * curve_.residual();
}

double PointSolver::entry() const {
  double largest = 0;
  for (Index j = 0; j < beta_.size(); ++j)
    if (data_.varies[j] && data_.factor[j] > 0) largest = std::max(largest, std::abs(gradient_[j]) / data_.factor[j]);
  return largest;
}

// The minimum along one coordinate: soft threshold, then shrink, within the limits.
double PointSolver::best(double pull, Index j, double curvature, double l1, double l2) const {
  const double over = std::abs(pull) - l1 * data_.factor[j];
  const double stiffness = curvature + l2 * data_.factor[j];
  if (!(over > 0 && stiffness > 0)) return 0;
  return std::clamp(std::copysign(over, pull) / stiffness, data_.lower[j], data_.upper[j]);
}

bool PointSolver::violates(Index j, double l1) const {
  const double least = l1 * data_.factor[j];
  return (gradient_[j] > least && data_.upper[j] > 0) || (gradient_[j] < -least && data_.lower[j] < 0);
}

double PointSolver::objective(double lambda) const {
  double value = curve_.value();
  for (const Index j : working_list_)
    value += lambda * data_.factor[j] * ((1 - alpha_) / 2 * beta_[j] * beta_[j] + alpha_ * std::abs(beta_[j]));
  return value;
}

void PointSolver::work_on(Index j) {
  working_[j] = true;
  working_list_.push_back(j);
  if (strong_[j]) return;
  strong_[j] = true;
  strong_list_.push_back(j);
}

// Second derivatives of the working columns where the curve stands.
void PointSolver::set_curvature() {
  const auto count = static_cast<Index>(working_list_.size());
  residual_ = curve_.residual();
  curvature_.resize(count);
  if (const VectorXd* v = curve_.diagonal()) {
    v_sum_ = v->sum();
    for (Index k = 0; k < count; ++k)
      curvature_[k] = (v->array() * data_.x.col(working_list_[k]).array().square()).sum();
    return;
  }
  if (weighted_.cols() < count) weighted_.resize(data_.x.rows(), std::max(count, 2 * weighted_.cols()));
  curve_.weigh(data_.x, working_list_, weighted_);
  for (Index k = 0; k < count; ++k) curvature_[k] = weighted_.col(k).dot(data_.x.col(working_list_[k]));
}

// One pass; false when there is no pass left.
bool PointSolver::sweep(double l1, double l2, double& change) {
  if (++passes_ > max_passes_) return false;
  change = 0;
  const VectorXd* v = curve_.diagonal();
  const std::size_t count = working_list_.size();
  // There and back: extrapolated that way sweeps take half as many on a diagonal, but more on the partial likelihood.
  const bool back = v != nullptr && passes_ % 2 == 0;
  for (std::size_t at = 0; at < count; ++at) {
    const std::size_t k = back ? count - 1 - at : at;
    const Index j = working_list_[k], place = static_cast<Index>(k);
    const auto column = data_.x.col(j);
    const double next = best(column.dot(residual_) + curvature_[place] * beta_[j], j, curvature_[place], l1, l2);
    if (next == beta_[j]) continue;
    const double step = next - beta_[j];
    beta_[j] = next;
    if (v != nullptr)
      residual_.array() -= step * v->array() * column.array();
    else
      residual_ -= step * weighted_.col(place);
    change += curvature_[place] * step * step;
  }
  if (with_intercept_ && v_sum_ > 0) {
    const double step = residual_.sum() / v_sum_;
    intercept_ += step;
    residual_ -= step * *v;
    change += v_sum_ * step * step;
  }
  return true;
}

// Sweeps to the end by the columns' inner products, which cost less than by cases once many are needed.
bool PointSolver::descend_by_products(double l1, double l2) {
  const auto count = static_cast<Index>(working_list_.size());
  const Eigen::MatrixXd x = data_.x(Eigen::all, working_list_);
  const VectorXd* v = curve_.diagonal();
  const Eigen::MatrixXd weighted = v != nullptr ? Eigen::MatrixXd(v->asDiagonal() * x) : weighted_.leftCols(count);
  Eigen::MatrixXd products(count, count);
  products.noalias() = x.transpose() * weighted;
  const VectorXd sums = weighted.colwise().sum();
  VectorXd gradient = x.transpose() * residual_;
  double rest = residual_.sum(), change = 0;
  do {
    if (++passes_ > max_passes_) return false;
    change = 0;
    for (Index k = 0; k < count; ++k) {
      const Index j = working_list_[static_cast<std::size_t>(k)];
      const double step = best(gradient[k] + curvature_[k] * beta_[j], j, curvature_[k], l1, l2) - beta_[j];
      if (step == 0) continue;
      beta_[j] += step;
      gradient -= step * products.col(k);
      rest -= step * sums[k];
      change += curvature_[k] * step * step;
    }
    if (!with_intercept_ || !(v_sum_ > 0)) continue;
    const double step = rest / v_sum_;
    intercept_ += step;
    gradient -= step * sums;
    rest = 0;
    change += v_sum_ * step * step;
  } while (change >= threshold_);
  return true;
}

// The quadratic model, penalty included, at beta_ less its value where the working columns stood at `from`; residual_
// is the slope here.
double PointSolver::model_since(const VectorXd& from, const VectorXd& slope_from, double intercept_from, double l1,
                                double l2) const {
  const VectorXd slope = (slope_from + residual_) / 2;
  double value = (intercept_from - intercept_) * slope.sum();
  for (std::size_t k = 0; k < working_list_.size(); ++k) {
    const Index j = working_list_[k];
    const double b = beta_[j], old = from[static_cast<Index>(k)];
    if (b == old) continue;
    value += (old - b) * data_.x.col(j).dot(slope) +
             data_.factor[j] * (l1 * (std::abs(b) - std::abs(old)) + l2 / 2 * (b * b - old * old));
  }
  return value;
}

// Sweeps converge geometrically; where that is slow, the limit that the last of them lead to is nearer (Anderson's
// extrapolation: Bertrand & Massias, AISTATS 2021). It is taken when the model is lower there.
bool PointSolver::descend(double l1, double l2) {
  const auto count = static_cast<Index>(working_list_.size());
  const Index patience = std::max<Index>(least_patience, count / 4);
  const bool products = count * 4 <= data_.x.rows();
  History last(count, data_.x.rows());
  for (Index walked = 0;; ++walked) {
    if (products && walked == patience) return descend_by_products(l1, l2);
    double change = 0;
    if (!sweep(l1, l2, change)) return false;
    if (change < threshold_) return true;
    if (!last.keep(beta_(working_list_), residual_, intercept_)) continue;
    const VectorXd old_beta = beta_(working_list_), old_residual = residual_;
    const double old_intercept = intercept_;
    VectorXd to(count);
    if (!last.limit(to, residual_, intercept_)) continue;
    const bool inside = (to.array() >= data_.lower(working_list_).array()).all() &&
                        (to.array() <= data_.upper(working_list_).array()).all();
    for (Index k = 0; k < count; ++k) beta_[working_list_[static_cast<std::size_t>(k)]] = to[k];
    if (inside && model_since(old_beta, old_residual, old_intercept, l1, l2) < 0) continue;
    for (Index k = 0; k < count; ++k) beta_[working_list_[static_cast<std::size_t>(k)]] = old_beta[k];
    residual_ = old_residual;
    intercept_ = old_intercept;
  }
}

void PointSolver::set_eta() {
  eta_.setConstant(intercept_);
  for (const Index j : working_list_)
    if (beta_[j] != 0) eta_ += beta_[j] * data_.x.col(j);
}

// Newton's steps, each an elastic net of its own; a step that would raise the objective is halved.
bool PointSolver::newton(double lambda) {
  double reached = objective(lambda);
  for (int steps = 0; steps < most_newton_steps; ++steps) {
    const VectorXd old_beta = beta_(working_list_);
    const VectorXd old_eta = eta_;
    const double old_intercept = intercept_;
    set_curvature();
    if (!descend(lambda * alpha_, lambda * (1 - alpha_))) return false;
    set_eta();
    curve_.at(eta_);
    if (curve_.quadratic()) return true;
    double now = objective(lambda);
    for (int half = 0; half < 30 && !(now <= reached + 1e-10 * std::abs(reached)); ++half) {
      for (std::size_t k = 0; k < working_list_.size(); ++k)
        beta_[working_list_[k]] = (beta_[working_list_[k]] + old_beta[static_cast<Index>(k)]) / 2;
      eta_ = (eta_ + old_eta) / 2;
      intercept_ = (intercept_ + old_intercept) / 2;
      curve_.at(eta_);
      now = objective(lambda);
    }
    reached = now;
    if (curve_.saturated()) return true;
    double moved = with_intercept_ ? v_sum_ * (intercept_ - old_intercept) * (intercept_ - old_intercept) : 0;
    for (std::size_t k = 0; k < working_list_.size(); ++k) {
      const double step = beta_[working_list_[k]] - old_beta[static_cast<Index>(k)];
      moved += curvature_[static_cast<Index>(k)] * step * step;
    }
    if (moved <= threshold_) return true;
  }
  return false;
}

// Columns of the strong set that cannot stay at 0; sets the gradient of the whole strong set.
bool PointSolver::admit_strong(double l1) {
  bool any = false;
  for (std::size_t k = 0; k < strong_list_.size(); ++k) {
    const Index j = strong_list_[k];
    gradient_[j] = data_.x.col(j).dot(curve_.residual());
    if (working_[j] || !violates(j, l1)) continue;
    work_on(j);
    any = true;
  }
  return any;
}

// The same of every other column.
bool PointSolver::admit_any(double l1) {
  bool any = false;
  gradient_.noalias() = data_.x.transpose() * curve_.residual();
  for (Index j = 0; j < beta_.size(); ++j) {
    if (strong_[j] || !data_.varies[j] || !violates(j, l1)) continue;
    work_on(j);
    any = true;
  }
  return any;
}

// Solutions lie nearly on a line in lambda between changes of the active set: the point where the last two lead to is
// taken when the objective is lower there.
void PointSolver::extrapolate(double lambda, double previous_lambda) {
  const VectorXd last_beta = beta_;
  const double last_intercept = intercept_;
  if (before_.lambda > previous_lambda && before_.lambda < 1e30) {
    const double along = (previous_lambda - lambda) / (before_.lambda - previous_lambda);
    const VectorXd last_eta = eta_;
    const double here = objective(lambda);
    for (const Index j : working_list_) {
      const double to = beta_[j] + along * (beta_[j] - before_.beta[j]);
      // A coefficient on its way to the other side stops at 0.
      beta_[j] = data_.factor[j] > 0 && to * beta_[j] < 0 ? 0 : std::clamp(to, data_.lower[j], data_.upper[j]);
    }
    intercept_ += along * (intercept_ - before_.intercept);
    set_eta();
    curve_.at(eta_);
    if (!(objective(lambda) < here)) {
      beta_ = last_beta;
      intercept_ = last_intercept;
      eta_ = last_eta;
      curve_.at(eta_);
    }
  }
  before_ = {previous_lambda, last_intercept, last_beta};
}

bool PointSolver::solve(double lambda, double previous_lambda) {
  const double l1 = lambda * alpha_, bound = alpha_ * (2 * lambda - previous_lambda);
  for (const Index j : strong_list_) strong_[j] = working_[j] = false;
  strong_list_.clear();
  working_list_.clear();
  for (Index j = 0; j < beta_.size(); ++j) {
    if (!data_.varies[j]) continue;
    if (beta_[j] != 0 || violates(j, l1)) {
      work_on(j);
    } else if (std::abs(gradient_[j]) > bound * data_.factor[j]) {
      strong_[j] = true;
      strong_list_.push_back(j);
    }
  }
  extrapolate(lambda, previous_lambda);
  do {
    do {
      if (!newton(lambda)) return false;
      if (curve_.saturated()) return true;
    } while (admit_strong(l1));
  } while (admit_any(l1));
  return true;
}

}  // namespace rgx::stats::detail
