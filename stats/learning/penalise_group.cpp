#include "stats/learning/penalise_group.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats::detail {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int most_bounds = 20000;
constexpr double least_probability = 1e-9;  // glmnet.control's pmin

class Squares : public Surface {
 public:
  Squares(MatrixXd y, VectorXd w) : y_(std::move(y)) {
    v_ = std::move(w);
    residual_ = v_.asDiagonal() * y_;
  }
  void at(const MatrixXd& eta) override { residual_ = v_.asDiagonal() * (y_ - eta); }
  double value() const override { return ((residual_.array().square()).colwise() / v_.array()).sum() / 2; }
  bool quadratic() const override { return true; }

 private:
  MatrixXd y_;
};

class Multinomial : public Surface {
 public:
  Multinomial(MatrixXd y, VectorXd w) : y_(std::move(y)), w_(std::move(w)) {}
  void at(const MatrixXd& eta) override {
    const VectorXd top = eta.rowwise().maxCoeff();
    MatrixXd p = (eta.colwise() - top).array().exp();
    const VectorXd sum = p.rowwise().sum();
    p.array().colwise() /= sum.array();
    value_ = w_.dot((top.array() + sum.array().log()).matrix()) - w_.dot(y_.cwiseProduct(eta).rowwise().sum());
    residual_ = w_.asDiagonal() * (y_ - p);
    // diag(p) - pp' is no more than twice its diagonal (Gershgorin), so than the largest of that.
    v_ = 2 * w_.cwiseProduct((p.array() * (1 - p.array())).rowwise().maxCoeff().matrix());
  }
  double value() const override { return value_; }
  bool saturated() const override { return v_.sum() <= 2 * least_probability; }

 private:
  MatrixXd y_;
  VectorXd w_;
  double value_ = 0;
};

}  // namespace

std::unique_ptr<Surface> square_surface(MatrixXd y, VectorXd w) {
  return std::make_unique<Squares>(std::move(y), std::move(w));
}
std::unique_ptr<Surface> multinomial_surface(MatrixXd y, VectorXd w) {
  return std::make_unique<Multinomial>(std::move(y), std::move(w));
}

double penalty_centre(const VectorXd& b, double alpha) {
  const Index n = b.size();
  if (alpha == 0 || n == 2) return b.mean();
  std::vector<double> sorted(b.begin(), b.end());
  std::ranges::sort(sorted);
  if (alpha == 1) return (sorted[static_cast<std::size_t>((n - 1) / 2)] + sorted[static_cast<std::size_t>(n / 2)]) / 2;
  // Strictly convex: between two neighbours the minimum is where the slope is 0, or at a value where the slope jumps
  // through 0.
  const double ridge = (1 - alpha) * static_cast<double>(n), sum = (1 - alpha) * b.sum();
  for (Index k = 0; k <= n; ++k) {
    const double at = (sum - alpha * static_cast<double>(2 * k - n)) / ridge;  // k values lie below
    const double low = k > 0 ? sorted[static_cast<std::size_t>(k) - 1] : at;
    const double high = k < n ? sorted[static_cast<std::size_t>(k)] : at;
    if (at < low) return low;
    if (at <= high) return at;
  }
  return b.mean();
}

GroupSolver::GroupSolver(const Prepared& data, Surface& surface, const PathOptions& options, bool grouped,
                         bool intercept, const VectorXd& start)
    : data_(data),
      surface_(surface),
      grouped_(grouped),
      with_intercept_(intercept),
      alpha_(options.alpha),
      threshold_(options.threshold),
      max_passes_(options.max_passes),
      intercept_(start) {
  const Index n = data.x.rows(), p = data.x.cols();
  beta_ = MatrixXd::Zero(start.size(), p);
  eta_ = start.transpose().replicate(n, 1);
  surface_.at(eta_);
  null_value_ = surface_.value();
  threshold_ *= null_value_;
  gradient_ = surface_.residual().transpose() * data_.x;
  strong_.assign(static_cast<std::size_t>(p), false);
  working_ = strong_;
}

// The length of a gradient as the penalty measures it.
double GroupSolver::steepest(Index j) const {
  return grouped_ ? gradient_.col(j).norm() : gradient_.col(j).cwiseAbs().maxCoeff();
}

double GroupSolver::entry() const {
  double largest = 0;
  for (Index j = 0; j < beta_.cols(); ++j)
    if (data_.varies[j] && data_.factor[j] > 0) largest = std::max(largest, steepest(j) / data_.factor[j]);
  return largest;
}

VectorXd GroupSolver::best(const VectorXd& pull, Index j, double curvature, double l1, double l2) const {
  const double stiffness = curvature + l2 * data_.factor[j], least = l1 * data_.factor[j];
  if (!(stiffness > 0)) return VectorXd::Zero(pull.size());
  if (grouped_) {
    const double length = pull.norm();
    return length > least ? VectorXd((1 - least / length) / stiffness * pull) : VectorXd::Zero(pull.size());
  }
  return pull.unaryExpr([&](double g) {
    const double over = std::abs(g) - least;
    return over > 0 ? std::clamp(std::copysign(over, g) / stiffness, data_.lower[j], data_.upper[j]) : 0.0;
  });
}

double GroupSolver::objective(double lambda) const {
  double value = surface_.value();
  for (const Index j : working_list_) {
    const double size = grouped_ ? beta_.col(j).norm() : beta_.col(j).cwiseAbs().sum();
    value += lambda * data_.factor[j] * ((1 - alpha_) / 2 * beta_.col(j).squaredNorm() + alpha_ * size);
  }
  return value;
}

// What is added to all classes alike changes no probability, so that the penalty alone says where they stand.
void GroupSolver::centre() {
  for (const Index j : working_list_) {
    if (std::isfinite(data_.lower[j]) || std::isfinite(data_.upper[j])) continue;
    const double shift = grouped_ || data_.factor[j] == 0 ? beta_.col(j).mean() : penalty_centre(beta_.col(j), alpha_);
    if (shift == 0) continue;
    beta_.col(j).array() -= shift;
    eta_.colwise() -= shift * data_.x.col(j);
  }
}

bool GroupSolver::descend(double l1, double l2) {
  const VectorXd& v = surface_.bend();
  residual_ = surface_.residual();
  const double total = v.sum();
  std::vector<double> curvature;
  for (const Index j : working_list_) curvature.push_back((v.array() * data_.x.col(j).array().square()).sum());
  for (;;) {
    if (++passes_ > max_passes_) return false;
    double change = 0;
    for (std::size_t k = 0; k < working_list_.size(); ++k) {
      const Index j = working_list_[k];
      const VectorXd pull = residual_.transpose() * data_.x.col(j) + curvature[k] * beta_.col(j);
      const VectorXd step = best(pull, j, curvature[k], l1, l2) - beta_.col(j);
      if (step.isZero(0)) continue;
      beta_.col(j) += step;
      residual_ -= v.cwiseProduct(data_.x.col(j)) * step.transpose();
      change += curvature[k] * step.squaredNorm();
    }
    if (with_intercept_ && total > 0) {
      const VectorXd step = residual_.colwise().sum() / total;
      intercept_ += step;
      residual_ -= v * step.transpose();
      change += total * step.squaredNorm();
    }
    if (change < threshold_) return true;
  }
}

// Bound after bound, each an elastic net of its own; a step that would raise the objective is halved.
bool GroupSolver::approach(double lambda) {
  double reached = objective(lambda);
  for (int steps = 0; steps < most_bounds; ++steps) {
    const MatrixXd old_beta = beta_(Eigen::all, working_list_), old_eta = eta_;
    const VectorXd old_intercept = intercept_;
    const double total = surface_.bend().sum();
    if (!descend(lambda * alpha_, lambda * (1 - alpha_))) return false;
    eta_.rowwise() = intercept_.transpose();
    for (const Index j : working_list_) eta_ += data_.x.col(j) * beta_.col(j).transpose();
    if (surface_.quadratic()) {
      surface_.at(eta_);
      return true;
    }
    centre();
    surface_.at(eta_);
    double now = objective(lambda);
    for (int half = 0; half < 30 && !(now <= reached + 1e-10 * std::abs(reached)); ++half) {
      for (std::size_t k = 0; k < working_list_.size(); ++k)
        beta_.col(working_list_[k]) = (beta_.col(working_list_[k]) + old_beta.col(static_cast<Index>(k))) / 2;
      eta_ = (eta_ + old_eta) / 2;
      intercept_ = (intercept_ + old_intercept) / 2;
      surface_.at(eta_);
      now = objective(lambda);
    }
    reached = now;
    if (surface_.saturated()) return true;
    // By the linear predictors: what was added to all classes alike is no move.
    const MatrixXd moved = (eta_ - old_eta).colwise() - (eta_ - old_eta).rowwise().mean();
    const double change = surface_.bend().dot(moved.rowwise().squaredNorm());
    if (change <= threshold_ || !(total > 0)) return true;
  }
  return false;
}

// Columns at 0 that cannot stay there: of the strong set, or (strong = false) of the others.
bool GroupSolver::admit(double l1, bool strong) {
  bool any = false;
  if (!strong) gradient_.noalias() = surface_.residual().transpose() * data_.x;
  for (Index j = 0; j < beta_.cols(); ++j) {
    if (!data_.varies[j] || strong_[j] != strong) continue;
    if (strong) gradient_.col(j).noalias() = surface_.residual().transpose() * data_.x.col(j);
    if (working_[j] || steepest(j) <= l1 * data_.factor[j]) continue;
    working_[j] = strong_[j] = any = true;
    working_list_.push_back(j);
  }
  return any;
}

bool GroupSolver::solve(double lambda, double previous_lambda) {
  const double l1 = lambda * alpha_, bound = alpha_ * (2 * lambda - previous_lambda);
  working_list_.clear();
  for (Index j = 0; j < beta_.cols(); ++j) {
    const double steep = steepest(j);
    working_[j] = data_.varies[j] && (!beta_.col(j).isZero(0) || steep > l1 * data_.factor[j]);
    strong_[j] = working_[j] || (data_.varies[j] && steep > bound * data_.factor[j]);
    if (working_[j]) working_list_.push_back(j);
  }
  do {
    do {
      if (!approach(lambda)) return false;
      if (surface_.saturated()) return true;
    } while (admit(l1, true));
  } while (admit(l1, false));
  return true;
}

}  // namespace rgx::stats::detail
