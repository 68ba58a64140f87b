#include "stats/regression/logistic.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "stats/base/margin.hpp"
#include "stats/regression/regress.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double eps = std::numeric_limits<double>::epsilon();
// Beyond this the logistic curve is flat in double arithmetic; glm's own limit.
constexpr double flat = 30;
// glm's own rule of stopping; what it prints for separated data is where this rule stopped.
constexpr double glm_epsilon = 1e-8;
// A linear predictor that still moves this far when the deviance stands still runs to infinity.
constexpr double still_moving = 0.1;
// glm's tolerance of aliasing at its own epsilon.
constexpr double alias_tolerance = 1e-11;

double deviance_of(ConstVector y, const VectorXd& mu, const VectorXd& weight) {
  double sum = 0;
  for (Index i = 0; i < y.size(); ++i) {
    if (weight[i] == 0) continue;
    // Exact zeros are cut as mu is: the term of the other outcome stays finite.
    sum -= 2 * weight[i] * (y[i] > 0.5 ? std::log(std::max(mu[i], eps)) : std::log(std::max(1 - mu[i], eps)));
  }
  return sum;
}

struct Step {
  VectorXd coefficient;
  VectorXd eta, mu;
  PivotedQr qr;
};

std::string refusal(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset) {
  const Index n = design.rows();
  if (y.size() != n || (weights.size() > 0 && weights.size() != n) || (offset.size() > 0 && offset.size() != n))
    return "wrong sizes";
  if (n == 0) return "no cases";
  if (!design.allFinite() || !y.allFinite() || !weights.allFinite() || !offset.allFinite()) return "missing value";
  if (((y.array() != 0) && (y.array() != 1)).any()) return "outcome is not 0/1";
  if (weights.size() > 0 && weights.minCoeff() < 0) return "negative weight";
  double positives = 0, negatives = 0;
  for (Index i = 0; i < n; ++i) (y[i] > 0.5 ? positives : negatives) += weights.size() > 0 ? weights[i] : 1;
  if (positives == 0 && negatives == 0) return "no cases";
  return positives == 0 || negatives == 0 ? "one class" : "";
}

VectorXd probabilities(const VectorXd& eta) {
  return eta.unaryExpr([](double x) {
    const double odds = x < -flat ? eps : x > flat ? 1 / eps : std::exp(x);
    return odds / (1 + odds);
  });
}

// One weighted least squares step from eta, mu.
Step newton_step(ConstMatrix design, ConstVector y, const VectorXd& weight, const VectorXd& offset, const VectorXd& eta,
                 const VectorXd& mu) {
  const Index n = design.rows();
  VectorXd root(n), working(n);
  for (Index i = 0; i < n; ++i) {
    const double slope = std::abs(eta[i]) > flat ? eps : mu[i] * (1 - mu[i]);
    root[i] = std::sqrt(weight[i] * slope * slope / (mu[i] * (1 - mu[i])));
    working[i] = root[i] * (eta[i] - offset[i] + (y[i] - mu[i]) / slope);
  }
  Step step;
  step.qr = pivoted_qr(root.asDiagonal() * design, working, alias_tolerance);
  const Index rank = static_cast<Index>(step.qr.kept.size());
  const VectorXd solution = step.qr.r.triangularView<Eigen::Upper>().solve(step.qr.qty.head(rank));
  step.coefficient = VectorXd::Constant(design.cols(), nan);
  step.eta = offset;
  for (Index k = 0; k < rank; ++k) {
    step.coefficient[step.qr.kept[k]] = solution[k];
    step.eta += solution[k] * design.col(step.qr.kept[k]);
  }
  step.mu = probabilities(step.eta);
  return step;
}

void wald(LogisticFit& fit, const PivotedQr& qr) {
  const Index rank = static_cast<Index>(qr.kept.size());
  const MatrixXd inverse = qr.r.triangularView<Eigen::Upper>().solve(MatrixXd::Identity(rank, rank));
  for (Index k = 0; k < rank; ++k) {
    const Index j = qr.kept[k];
    for (Index l = 0; l < rank; ++l) fit.covariance(j, qr.kept[l]) = inverse.row(k).dot(inverse.row(l));
    fit.se[j] = std::sqrt(fit.covariance(j, j));
    fit.z[j] = fit.coefficient[j] / fit.se[j];
    fit.p[j] = normal_two_sided(fit.z[j]).p;
  }
}

LogisticFit fit_irls(ConstMatrix design, ConstVector y, const VectorXd& weight, const VectorXd& offset,
                     const LogisticOptions& options) {
  const Index n = design.rows();
  const Index p = design.cols();
  LogisticFit fit;
  fit.se = fit.z = fit.p = VectorXd::Constant(p, nan);
  fit.covariance = MatrixXd::Constant(p, p, nan);
  VectorXd mu(n);
  for (Index i = 0; i < n; ++i) mu[i] = (weight[i] * y[i] + 0.5) / (weight[i] + 1);
  VectorXd eta = mu.unaryExpr([](double m) { return std::log(m / (1 - m)); });
  double deviance = deviance_of(y, mu, weight);
  Step step, at_glm_stop;
  bool passed_glm_stop = false;
  for (fit.iterations = 1; fit.iterations <= options.max_iterations; ++fit.iterations) {
    step = newton_step(design, y, weight, offset, eta, mu);
    double next = deviance_of(y, step.mu, weight);
    // Far starts can overshoot; halving keeps the deviance going down and leaves ordinary fits untouched.
    for (int half = 0; half < 30 && fit.iterations > 1 && next > deviance + 1e-8 * (deviance + 0.1); ++half) {
      step.eta = (step.eta + eta) / 2;
      step.coefficient = (step.coefficient + fit.coefficient) / 2;
      step.mu = probabilities(step.eta);
      next = deviance_of(y, step.mu, weight);
    }
    const double change = std::abs(next - deviance) / (std::abs(next) + 0.1);
    double moved = 0;
    for (Index i = 0; i < n; ++i)
      if (weight[i] > 0) moved = std::max(moved, std::abs(step.eta[i] - eta[i]));
    eta = step.eta;
    mu = step.mu;
    fit.coefficient = step.coefficient;
    deviance = next;
    if (!passed_glm_stop && change < glm_epsilon) {
      at_glm_stop = step;
      passed_glm_stop = true;
    }
    if (change >= options.epsilon) continue;
    fit.converged = moved < still_moving;
    if (!fit.converged) fit.reason = "separated";
    break;
  }
  if (!fit.converged && fit.reason.empty()) fit.reason = "not converged";
  fit.iterations = std::min(fit.iterations, options.max_iterations);
  if (fit.reason == "separated" && passed_glm_stop) step = at_glm_stop;
  fit.coefficient = step.coefficient;
  fit.fitted = step.mu;
  fit.aliased = step.qr.aliased;
  fit.deviance = deviance;
  fit.df = static_cast<double>((weight.array() > 0).count()) - static_cast<double>(step.qr.kept.size());
  // The information at the solution itself, not at the step before: they agree to epsilon once converged.
  if (fit.converged) wald(fit, newton_step(design, y, weight, offset, eta, mu).qr);
  return fit;
}

VectorXd or_constant(ConstVector given, Index n, double value) {
  return given.size() > 0 ? VectorXd(given) : VectorXd::Constant(n, value);
}

}  // namespace

LogisticFit logistic_regression(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset,
                                const LogisticOptions& options) {
  const std::string reason = refusal(design, y, weights, offset);
  if (!reason.empty()) {
    LogisticFit fit;
    const Index p = design.cols();
    fit.coefficient = fit.se = fit.z = fit.p = VectorXd::Constant(p, nan);
    fit.covariance = MatrixXd::Constant(p, p, nan);
    fit.aliased.assign(static_cast<std::size_t>(p), false);
    fit.reason = reason;
    return fit;
  }
  const Index n = design.rows();
  const VectorXd weight = or_constant(weights, n, 1);
  const VectorXd shift = or_constant(offset, n, 0);
  LogisticFit fit = fit_irls(design, y, weight, shift, options);
  fit.null_deviance = fit_irls(VectorXd::Ones(n), y, weight, shift, options).deviance;
  return fit;
}

CoefficientInterval wald_interval(double estimate, double se, double level) {
  const double half = normal_margin(level) * se;
  return {estimate - half, estimate + half, std::isfinite(half) ? "" : "no standard error"};
}

CoefficientInterval profile_interval(ConstMatrix design, ConstVector y, const LogisticFit& fit, Index column,
                                     double level, ConstVector weights, ConstVector offset) {
  if (!fit.reason.empty()) return {nan, nan, fit.reason};
  if (fit.aliased[column]) return {nan, nan, "aliased"};
  const Index n = design.rows();
  const VectorXd weight = or_constant(weights, n, 1);
  const VectorXd shift = or_constant(offset, n, 0);
  MatrixXd rest(n, design.cols() - 1);
  rest << design.leftCols(column), design.rightCols(design.cols() - column - 1);
  const double drop = chi_square_quantile(level, 1);
  const auto excess = [&](double value) {
    const VectorXd held = shift + value * design.col(column);
    return fit_irls(rest, y, weight, held, {}).deviance - fit.deviance - drop;
  };
  const double estimate = fit.coefficient[column];
  const double step = normal_margin(level) * fit.se[column];
  CoefficientInterval interval{nan, nan, ""};
  for (const double side : {-1.0, 1.0}) {
    double inside = estimate, outside = estimate;
    double at_inside = -drop, at_outside = -drop;
    for (int reach = 1; reach <= 64 && at_outside <= 0; reach *= 2) {
      inside = outside;
      at_inside = at_outside;
      outside = estimate + side * reach * step;
      at_outside = excess(outside);
    }
    double end = side * std::numeric_limits<double>::infinity();
    if (at_outside > 0) {
      std::uintmax_t evaluations = 100;
      const bool up = inside < outside;
      const auto bracket = boost::math::tools::toms748_solve(
          excess, up ? inside : outside, up ? outside : inside, up ? at_inside : at_outside,
          up ? at_outside : at_inside, boost::math::tools::eps_tolerance<double>(42), evaluations);
      end = bracket.first + (bracket.second - bracket.first) / 2;
    } else {
      interval.reason = "likelihood flat on one side";
    }
    (side < 0 ? interval.low : interval.high) = end;
  }
  return interval;
}

double inverse_logit(double x) {
  const double e = std::exp(-std::abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

double logit(double probability) {
  const double p = std::clamp(probability, 1e-15, 1 - 1e-15);
  return std::log(p / (1 - p));
}

}  // namespace rgx::stats
