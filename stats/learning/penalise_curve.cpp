#include "stats/learning/penalise_curve.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats::detail {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// glmnet.control's pmin: probabilities nearer to 0 or 1 count as 0 or 1, and deviances are cut there.
constexpr double least_probability = 1e-9;

class Square : public DiagonalCurve {
 public:
  Square(VectorXd y, VectorXd w) : y_(std::move(y)) {
    v_ = std::move(w);
    residual_ = v_.cwiseProduct(y_);
  }
  void at(const VectorXd& eta) override { residual_ = v_.cwiseProduct(y_ - eta); }
  double value() const override { return (residual_.array().square() / v_.array()).sum() / 2; }
  bool quadratic() const override { return true; }

 private:
  VectorXd y_;
};

class Binomial : public DiagonalCurve {
 public:
  Binomial(VectorXd y, VectorXd w, VectorXd offset)
      : y_(std::move(y)), w_(std::move(w)), offset_(std::move(offset)), softplus_(y_.size()), probability_(y_.size()) {}
  void at(const VectorXd& eta) override {
    static const double end = std::log(1 / least_probability - 1);
    value_ = 0;
    for (Index i = 0; i < y_.size(); ++i) {
      const double to = offset_.size() > 0 ? eta[i] + offset_[i] : eta[i];
      const double e = std::exp(-std::abs(to));
      value_ += w_[i] * (std::max(to, 0.0) + std::log1p(e) - y_[i] * to);
      probability_[i] = to > end ? 1 : to < -end ? 0 : to >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
    v_ = w_.array() * probability_.array() * (1 - probability_.array());
    residual_ = w_.cwiseProduct(y_ - probability_);
  }
  double value() const override { return value_; }
  double deviance() const override {
    double sum = 0;
    for (Index i = 0; i < y_.size(); ++i) {
      const double p = std::clamp(probability_[i], least_probability, 1 - least_probability);
      sum -= w_[i] * (y_[i] > 0.5 ? std::log(p) : std::log(1 - p));
    }
    return sum;
  }
  bool saturated() const override {
    return v_.sum() <= (1 + least_probability) * least_probability * (1 - least_probability);
  }

 private:
  VectorXd y_, w_, offset_, softplus_, probability_;
  double value_ = 0;
};

class Poisson : public DiagonalCurve {
 public:
  Poisson(VectorXd y, VectorXd w, VectorXd offset) : y_(std::move(y)), w_(std::move(w)), offset_(std::move(offset)) {
    for (Index i = 0; i < y_.size(); ++i)
      if (y_[i] > 0) saturated_ += w_[i] * (y_[i] * std::log(y_[i]) - y_[i]);
  }
  void at(const VectorXd& eta) override {
    const VectorXd to = offset_.size() > 0 ? VectorXd(eta + offset_) : eta;
    const VectorXd mean = to.array().exp();
    value_ = saturated_ - w_.dot(y_.cwiseProduct(to) - mean);
    v_ = w_.cwiseProduct(mean);
    residual_ = w_.cwiseProduct(y_ - mean);
  }
  double value() const override { return value_; }

 private:
  VectorXd y_, w_, offset_;
  double saturated_ = 0, value_ = 0;
};

}  // namespace

void DiagonalCurve::weigh(const MatrixXd& x, std::span<const Index> columns, MatrixXd& out) const {
  for (std::size_t k = 0; k < columns.size(); ++k) out.col(static_cast<Index>(k)) = v_.cwiseProduct(x.col(columns[k]));
}

std::unique_ptr<Curve> square_curve(VectorXd y, VectorXd w) {
  return std::make_unique<Square>(std::move(y), std::move(w));
}
std::unique_ptr<Curve> binomial_curve(VectorXd y, VectorXd w, VectorXd offset) {
  return std::make_unique<Binomial>(std::move(y), std::move(w), std::move(offset));
}
std::unique_ptr<Curve> poisson_curve(VectorXd y, VectorXd w, VectorXd offset) {
  return std::make_unique<Poisson>(std::move(y), std::move(w), std::move(offset));
}

double null_intercept(Curve& curve, Index cases) {
  double at = 0;
  curve.at(VectorXd::Constant(cases, at));
  double value = curve.value();
  for (int i = 0; i < 200; ++i) {
    double step = curve.residual().sum() / curve.diagonal()->sum();
    // A full step from a flat place may go too far.
    for (;; step /= 2) {
      curve.at(VectorXd::Constant(cases, at + step));
      if (curve.value() <= value || std::abs(step) < 1e-9) break;
    }
    at += step;
    value = curve.value();
    if (std::abs(step) <= 1e-14 * std::max(1.0, std::abs(at))) break;
  }
  return at;
}

}  // namespace rgx::stats::detail
