#include "stats/learning/penalise.hpp"

#include <algorithm>
#include <cmath>

#include "stats/learning/penalise_point.hpp"
#include "stats/regression/logistic.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// glmnet.control(): fdev, devmax, mnlam, eps.
constexpr double least_gain = 1e-5;
constexpr double enough_explained = 0.999;
constexpr Index least_lambdas = 5;
constexpr double least_ratio = 1e-6;

std::string refusal(ConstMatrix x, ConstVector y, const PathOptions& o) {
  const Index n = x.rows();
  if (y.size() != n || (o.weights.size() > 0 && o.weights.size() != n) ||
      (o.penalty_factor.size() > 0 && o.penalty_factor.size() != x.cols()))
    return "wrong sizes";
  if (!(o.alpha >= 0 && o.alpha <= 1)) return "alpha outside [0, 1]";
  if (!x.allFinite() || !y.allFinite() || !o.weights.allFinite() || !o.penalty_factor.allFinite())
    return "missing value";
  if (o.weights.size() > 0 && o.weights.minCoeff() < 0) return "negative weight";
  if (o.penalty_factor.size() > 0 && o.penalty_factor.minCoeff() < 0) return "negative penalty factor";
  if (n == 0 || (o.weights.size() > 0 && o.weights.maxCoeff() == 0)) return "no cases";
  if (std::any_of(o.lambda.begin(), o.lambda.end(), [](double l) { return !(l >= 0 && std::isfinite(l)); }) ||
      (o.lambda.empty() && (o.lambda_count < 1 || !(o.lambda_min_ratio >= 0 && o.lambda_min_ratio < 1))))
    return "bad lambda";
  Index positives = 0, cases = 0;
  double least = 0, most = 0;
  for (Index i = 0; i < n; ++i) {
    if (o.weights.size() > 0 && o.weights[i] == 0) continue;
    if (o.family == PenalisedFamily::binomial && y[i] != 0 && y[i] != 1) return "outcome is not 0/1";
    if (y[i] == 1) ++positives;
    least = cases == 0 ? y[i] : std::min(least, y[i]);
    most = cases == 0 ? y[i] : std::max(most, y[i]);
    ++cases;
  }
  if (o.family == PenalisedFamily::gaussian) return least == most ? "constant outcome" : "";
  if (positives == 0 || positives == cases) return "one class";
  return positives == 1 || positives == cases - 1 ? "one case of a class" : "";
}

detail::Prepared prepare(ConstMatrix x, ConstVector y, const PathOptions& o) {
  std::vector<Index> rows;
  for (Index i = 0; i < x.rows(); ++i)
    if (o.weights.size() == 0 || o.weights[i] > 0) rows.push_back(i);
  const Index p = x.cols();
  detail::Prepared d;
  d.x = x(rows, Eigen::all);
  d.y = y(rows);
  d.w = o.weights.size() > 0 ? VectorXd(o.weights(rows)) : VectorXd::Ones(d.y.size());
  d.w /= d.w.sum();
  d.mean = VectorXd::Zero(p);
  d.scale = VectorXd::Ones(p);
  d.varies.assign(static_cast<std::size_t>(p), false);
  for (Index j = 0; j < p; ++j) {
    auto column = d.x.col(j);
    if (column.minCoeff() == column.maxCoeff()) continue;
    const double mean = d.w.dot(column);
    const double variance = (d.w.array() * (column.array() - mean).square()).sum();
    // Values that differ by rounding alone leave nothing to scale by.
    if (!(variance > 0)) continue;
    d.varies[j] = true;
    if (o.intercept) {
      d.mean[j] = mean;
      column.array() -= mean;
    }
    if (o.standardise) {
      d.scale[j] = std::sqrt(variance);
      column /= d.scale[j];
    }
  }
  d.factor = o.penalty_factor.size() > 0 ? o.penalty_factor : VectorXd::Ones(p);
  if (d.factor.sum() > 0) d.factor *= static_cast<double>(p) / d.factor.sum();
  if (o.family == PenalisedFamily::gaussian) {
    if (o.intercept) d.y_mean = d.w.dot(d.y);
    d.y.array() -= d.y_mean;
    d.y_scale = std::sqrt((d.w.array() * d.y.array().square()).sum());
    d.y /= d.y_scale;
  }
  return d;
}

double null_deviance(const detail::Prepared& d, const detail::PointSolver& solver, const PathOptions& o,
                     double total_weight) {
  if (o.family == PenalisedFamily::gaussian) return total_weight * d.y_scale * d.y_scale;
  return 2 * total_weight * solver.null_deviance();
}

}  // namespace

ElasticNetPath elastic_net(ConstMatrix x, ConstVector y, const PathOptions& options) {
  ElasticNetPath path;
  path.family = options.family;
  path.reason = refusal(x, y, options);
  if (!path.reason.empty()) return path;
  const detail::Prepared data = prepare(x, y, options);
  const Index p = x.cols();
  bool penalised = false;
  for (Index j = 0; j < p; ++j) penalised = penalised || (data.varies[j] && data.factor[j] > 0);
  if (!penalised) {
    path.reason = "no columns to penalise";
    return path;
  }
  detail::PointSolver solver(data, options);
  path.null_deviance =
      null_deviance(data, solver, options, options.weights.size() > 0 ? options.weights.sum() : double(x.rows()));

  const bool own = options.lambda.empty();
  std::vector<double> lambda = options.lambda;  // on the outcome's scale
  std::sort(lambda.begin(), lambda.end(), std::greater<>());
  const Index count = own ? options.lambda_count : static_cast<Index>(lambda.size());
  double previous = 0;
  if (own) {
    // What is not penalised comes in before the first penalised column is measured.
    if ((data.factor.array() == 0).any() && !solver.solve(1e35, 1e35)) {
      path.reason = "not converged";
      return path;
    }
    const double ratio = options.lambda_min_ratio > 0 ? options.lambda_min_ratio : data.x.rows() < p ? 1e-2 : 1e-4;
    const double step = count > 1 ? std::pow(std::max(least_ratio, ratio), 1 / (static_cast<double>(count) - 1)) : 1;
    previous = solver.entry() / std::max(options.alpha, 1e-3);
    lambda.assign(1, previous * data.y_scale);
    for (Index k = 1; k < count; ++k) lambda.push_back(lambda.back() * step);
  }

  MatrixXd coefficient = MatrixXd::Zero(p, count);
  VectorXd intercept(count), explained(count);
  Index done = 0;
  for (Index k = 0; k < count; ++k) {
    const double here = lambda[k] / data.y_scale;
    // glmnet's first place is an infinite lambda that is only written as the entry one.
    const bool entry = own && k == 0;
    if (!solver.solve(entry ? 1e35 : here, entry ? 1e35 : previous)) {
      path.reason = "not converged";
      break;
    }
    previous = here;
    coefficient.col(k) = solver.beta().cwiseQuotient(data.scale) * data.y_scale;
    intercept[k] = options.intercept ? data.y_mean + solver.intercept() - coefficient.col(k).dot(data.mean) : 0;
    explained[k] = solver.deviance_ratio();
    done = k + 1;
    if (own && done >= std::min(least_lambdas, count)) {
      const double before = k > 0 ? explained[k - 1] : 0;
      double gain = explained[k] - before;
      if (options.family == PenalisedFamily::gaussian) gain = explained[k] > 1e-12 ? gain / explained[k] : 1;
      if (gain < least_gain || explained[k] > enough_explained) break;
    }
    if (solver.saturated()) break;
  }
  path.lambda = Eigen::Map<const VectorXd>(lambda.data(), done);
  path.intercept = intercept.head(done);
  path.coefficient = coefficient.leftCols(done);
  path.deviance_ratio = explained.head(done);
  path.passes = solver.passes();
  return path;
}

Index path_column(const ElasticNetPath& path, Index lambda_index) {
  return std::min(lambda_index, path.lambda.size() - 1);
}

VectorXd linear_predictor(const ElasticNetPath& path, Index lambda_index, ConstMatrix x) {
  const Index k = path_column(path, lambda_index);
  return (x * path.coefficient.col(k)).array() + path.intercept[k];
}

MatrixXd linear_predictors(const ElasticNetPath& path, ConstMatrix x) {
  return (x * path.coefficient).rowwise() + path.intercept.transpose();
}

VectorXd predict(const ElasticNetPath& path, Index lambda_index, ConstMatrix x) {
  VectorXd value = linear_predictor(path, lambda_index, x);
  if (path.family == PenalisedFamily::binomial) value = value.unaryExpr([](double v) { return inverse_logit(v); });
  return value;
}

double mean_deviance(PenalisedFamily family, ConstVector y, ConstVector linear_predictor) {
  double sum = 0;
  for (Index i = 0; i < y.size(); ++i) {
    if (family == PenalisedFamily::gaussian) {
      sum += (y[i] - linear_predictor[i]) * (y[i] - linear_predictor[i]);
    } else {
      const double p = std::clamp(inverse_logit(linear_predictor[i]), 1e-5, 1 - 1e-5);
      sum -= 2 * (y[i] * std::log(p) + (1 - y[i]) * std::log(1 - p));
    }
  }
  return sum / static_cast<double>(y.size());
}

}  // namespace rgx::stats
