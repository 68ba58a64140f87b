#include "stats/regression/count_regression.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/design_basis.hpp"
#include "stats/base/newton.hpp"
#include "stats/base/tails.hpp"
#include "stats/regression/count_theta.hpp"
#include "stats/regression/glm_test.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int max_alternations = 500;

std::string refusal(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset) {
  const Index n = design.rows();
  if (y.size() != n || (weights.size() > 0 && weights.size() != n) || (offset.size() > 0 && offset.size() != n))
    return "wrong sizes";
  if (n == 0) return "no cases";
  if (!design.allFinite() || !y.allFinite() || !weights.allFinite() || !offset.allFinite()) return "missing value";
  if (y.minCoeff() < 0) return "negative count";
  if (weights.size() > 0 && weights.minCoeff() < 0) return "negative weight";
  if (weights.size() > 0 && weights.maxCoeff() == 0) return "no cases";
  return (weights.size() > 0 ? weights.dot(y) : y.sum()) > 0 ? "" : "no events";
}

struct Data {
  DesignBasis basis;
  VectorXd y, weight, offset;
};

// Coordinates that reproduce roughly ln(y + ½), where every start is near enough.
VectorXd start(const Data& data) {
  const Index n = data.y.size();
  if (data.basis.rank() == 0) return VectorXd(0);
  const VectorXd target = (data.y.array() + 0.5).log().matrix() - data.offset;
  return data.basis.q.transpose() * target / static_cast<double>(n);
}

// The coefficients' part of the likelihood at θ; slope and observed curvature (the likelihood is concave in them).
NewtonMaximum coefficients(const Data& data, double theta, const VectorXd& from) {
  const double alpha = 1 / theta;
  const auto likelihood = [&](const VectorXd& gamma) {
    const Eigen::ArrayXd eta = (data.offset + data.basis.q * gamma).array();
    const Eigen::ArrayXd mu = eta.exp(), whole = 1 + alpha * mu;
    const Eigen::ArrayXd y = data.y.array(), w = data.weight.array();
    NewtonPoint at;
    const Eigen::ArrayXd part = std::isinf(theta) ? Eigen::ArrayXd(mu) : (y + theta) * (alpha * mu).log1p();
    at.value = (w > 0).select(w * (y * eta - part), 0.0).sum();
    at.slope = data.basis.q.transpose() * (w * (y - mu) / whole).matrix();
    at.curvature =
        data.basis.q.transpose() * (w * mu * (1 + alpha * y) / whole.square()).matrix().asDiagonal() * data.basis.q;
    return at;
  };
  return newton_maximise(likelihood, from);
}

double deviance_of(const Data& data, const VectorXd& mean, double theta) {
  double sum = 0;
  for (Index i = 0; i < mean.size(); ++i) {
    const double y = data.y[i], m = mean[i];
    const double own = y > 0 ? y * std::log(y / m) : 0;
    const double rest = std::isinf(theta) ? y - m : (y + theta) * std::log1p((y - m) / (m + theta));
    sum += 2 * data.weight[i] * (own - rest);
  }
  return sum;
}

CountFit finish(const Data& data, const NewtonMaximum& maximum, double theta) {
  CountFit fit;
  const Index p = static_cast<Index>(data.basis.aliased.size());
  fit.se = fit.z = fit.p = fit.log10_p = VectorXd::Constant(p, missing);
  fit.covariance = MatrixXd::Constant(p, p, missing);
  fit.aliased = data.basis.aliased;
  fit.coefficient = data.basis.coefficient(maximum.at);
  fit.fitted = (data.offset + data.basis.q * maximum.at).array().exp();
  fit.theta = theta;
  fit.log_likelihood = 0;
  for (Index i = 0; i < fit.fitted.size(); ++i)
    if (data.weight[i] > 0) fit.log_likelihood += data.weight[i] * count_log_density(data.y[i], fit.fitted[i], theta);
  fit.deviance = deviance_of(data, fit.fitted, theta);
  fit.df = static_cast<double>((data.weight.array() > 0).count() - data.basis.rank());
  const bool endless = std::ranges::find(maximum.endless, true) != maximum.endless.end();
  fit.reason = endless ? "separated" : maximum.converged ? "" : "not converged";
  fit.converged = fit.reason.empty();
  if (!fit.converged) return fit;
  const VectorXd w = (data.weight.array() * fit.fitted.array() / (1 + fit.fitted.array() / theta)).matrix();
  const MatrixXd information = data.basis.q.transpose() * w.asDiagonal() * data.basis.q;
  fit.covariance = data.basis.covariance(symmetric_inverse(information));
  fit.se = fit.covariance.diagonal().cwiseSqrt();
  fit.z = fit.coefficient.cwiseQuotient(fit.se);
  for (const Index j : data.basis.kept) {
    const Tail tail = normal_two_sided(fit.z[j]);
    fit.p[j] = tail.p;
    fit.log10_p[j] = tail.log10_p;
  }
  return fit;
}

CountFit refused(Index p, std::string reason) {
  CountFit fit;
  fit.coefficient = fit.se = fit.z = fit.p = fit.log10_p = VectorXd::Constant(p, missing);
  fit.covariance = MatrixXd::Constant(p, p, missing);
  fit.aliased.assign(static_cast<std::size_t>(p), false);
  fit.reason = std::move(reason);
  return fit;
}

Data prepare(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset) {
  const Index n = design.rows();
  const VectorXd weight = weights.size() > 0 ? VectorXd(weights) : VectorXd::Ones(n);
  return {DesignBasis(design, weight), y, weight, offset.size() > 0 ? VectorXd(offset) : VectorXd::Zero(n)};
}

using Fit = CountFit (*)(ConstMatrix, ConstVector, ConstVector, ConstVector);

TestResult count_test(Fit regression, ConstMatrix given, const VectorXd& outcome, std::span<const Index> columns,
                      ModelTest test, const VectorXd& given_weights, const VectorXd& given_offset, double level) {
  TestResult result;
  const VectorXd known[] = {outcome, given_weights, given_offset};
  const std::vector<Index> rows = complete_rows(given, known);
  const TestedLast split(MatrixXd(given(rows, Eigen::all)), columns);
  const VectorXd y = rows_of(outcome, rows), weights = rows_of(given_weights, rows),
                 offset = rows_of(given_offset, rows);
  result.n = rows.size();
  const CountFit fit = regression(split.design, y, weights, offset);
  const bool separated = fit.reason == "separated";
  result.reason = reason_code(fit.reason);
  if (!fit.reason.empty() && !separated) return result;
  const Index tested = split.rest;
  std::vector<Index> estimable;
  for (Index j = tested; j < split.design.cols(); ++j)
    if (!fit.aliased[j]) estimable.push_back(j);
  if (estimable.empty()) {
    result.reason = Reason::collinear;
    return result;
  }
  CountFit smaller;
  if (separated || test != ModelTest::wald) smaller = regression(split.design.leftCols(tested), y, weights, offset);
  const bool smaller_separated = smaller.reason == "separated";
  if (columns.size() == 1) {
    // Separation that comes with the column is the column's.
    const double b = !separated          ? fit.coefficient[tested]
                     : smaller_separated ? missing
                                         : std::copysign(infinity, fit.coefficient[tested]);
    set_estimate(result, b, fit.se[tested], {"rate_ratio"}, level);
    if (separated) result.ci_reason = Reason::separated;
  }
  if (test == ModelTest::wald) {
    if (!separated) set_test(result, wald_test(fit.coefficient, fit.covariance, estimable));
    return result;
  }
  const bool ratio = test == ModelTest::likelihood_ratio;
  result.reason = ratio && smaller_separated ? Reason::none : reason_code(smaller.reason);
  if (result.reason != Reason::none) return result;
  if (ratio) {
    set_test(result, chi_square_test(std::max(0.0, 2 * (fit.log_likelihood - smaller.log_likelihood)),
                                     static_cast<double>(estimable.size())));
    return result;
  }
  const Eigen::ArrayXd w = weights.size() > 0 ? Eigen::ArrayXd(weights.array()) : Eigen::ArrayXd::Ones(y.size());
  const Eigen::ArrayXd root = (w * smaller.fitted.array()).sqrt();
  const VectorXd residual = (root > 0).select(w * (y - smaller.fitted).array() / root, 0.0);
  set_test(result, glm_score_test(split, root, residual));
  return result;
}

}  // namespace

CountFit poisson_regression(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset) {
  const std::string reason = refusal(design, y, weights, offset);
  if (!reason.empty()) return refused(design.cols(), reason);
  const Data data = prepare(design, y, weights, offset);
  return finish(data, coefficients(data, infinity, start(data)), infinity);
}

CountFit negative_binomial_regression(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset) {
  const std::string reason = refusal(design, y, weights, offset);
  if (!reason.empty()) return refused(design.cols(), reason);
  const Data data = prepare(design, y, weights, offset);
  NewtonMaximum maximum = coefficients(data, infinity, start(data));
  // Whether a coefficient runs to infinity depends on which counts are 0, not on θ; out there, Newton's method may take
  // the plateau for a maximum.
  const std::vector<bool> endless = maximum.endless;
  double theta = infinity;
  const auto mean = [&] { return VectorXd((data.offset + data.basis.q * maximum.at).array().exp()); };
  bool settled = false;
  for (int i = 0; i < max_alternations && !settled; ++i) {
    const double next = estimate_theta(data.y, mean(), data.weight);
    settled = next == theta || std::abs(next - theta) <= 1e-13 * next;
    theta = next;
    const VectorXd before = maximum.at;
    maximum = coefficients(data, theta, before);
    if (before.size() > 0) settled = settled && (maximum.at - before).cwiseAbs().maxCoeff() <= 1e-12;
  }
  if (std::ranges::find(endless, true) != endless.end()) maximum.endless = endless;
  CountFit fit = finish(data, maximum, theta);
  if (!settled && fit.converged) {
    fit.converged = false;
    fit.reason = "not converged";
  }
  if (std::isfinite(theta))
    fit.theta_se = 1 / std::sqrt(theta_slope(data.y, fit.fitted, data.weight, theta).information);
  return fit;
}

TestResult poisson_test(ConstMatrix design, const VectorXd& y, std::span<const Index> columns, ModelTest test,
                        const VectorXd& weights, const VectorXd& offset, double level) {
  TestResult result = count_test(poisson_regression, design, y, columns, test, weights, offset, level);
  result.test = test == ModelTest::wald    ? "poisson wald"
                : test == ModelTest::score ? "poisson score"
                                           : "poisson likelihood ratio";
  return result;
}

TestResult negative_binomial_test(ConstMatrix design, const VectorXd& y, std::span<const Index> columns, ModelTest test,
                                  const VectorXd& weights, const VectorXd& offset, double level) {
  if (test == ModelTest::score) throw std::invalid_argument("the negative binomial has no score test here");
  TestResult result = count_test(negative_binomial_regression, design, y, columns, test, weights, offset, level);
  result.test = test == ModelTest::wald ? "negative binomial wald" : "negative binomial likelihood ratio";
  return result;
}

}  // namespace rgx::stats
