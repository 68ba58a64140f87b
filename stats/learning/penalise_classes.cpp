#include "stats/learning/penalise_classes.hpp"

#include <algorithm>
#include <cmath>

#include "stats/learning/penalise_group.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::string refusal(ConstMatrix x, Index cases, const PathOptions& options) {
  if (cases != x.rows()) return "wrong sizes";
  if (options.offset.size() > 0) return "offset is of one response";
  return detail::refused_options(x, options);
}

// start: the null model's linear predictors; mean: what was taken off the responses.
ElasticNetPaths paths_of(const detail::Prepared& data, detail::Surface& surface, const PathOptions& options,
                         bool grouped, bool fitted_intercept, const VectorXd& start, const VectorXd& mean,
                         const detail::Stops& stops) {
  ElasticNetPaths paths;
  if (!data.any_penalised()) {
    paths.reason = "no columns to penalise";
    return paths;
  }
  detail::GroupSolver solver(data, surface, options, grouped, fitted_intercept, start);
  paths.null_deviance = 2 * data.total_weight * solver.null_value();
  const Index p = data.x.cols(), responses = start.size(), count = detail::walk_length(options);
  paths.coefficient.assign(static_cast<std::size_t>(responses), MatrixXd::Zero(p, count));
  paths.intercept = MatrixXd::Zero(responses, count);
  const auto record = [&](Index k) {
    for (Index r = 0; r < responses; ++r) {
      MatrixXd& of = paths.coefficient[static_cast<std::size_t>(r)];
      of.col(k) = solver.beta().row(r).transpose().cwiseQuotient(data.scale);
      if (options.intercept) paths.intercept(r, k) = mean[r] + solver.intercept()[r] - of.col(k).dot(data.mean);
    }
    if (fitted_intercept) paths.intercept.col(k).array() -= paths.intercept.col(k).mean();
  };
  const detail::Walk walk = detail::walk_path(solver, options, data.x.rows(), p, data.any_free(), 1, stops, record);
  const auto done = static_cast<Index>(walk.lambda.size());
  paths.reason = walk.reason;
  paths.lambda = Eigen::Map<const VectorXd>(walk.lambda.data(), done);
  for (MatrixXd& of : paths.coefficient) of.conservativeResize(Eigen::NoChange, done);
  paths.intercept.conservativeResize(Eigen::NoChange, done);
  paths.deviance_ratio = walk.deviance_ratio;
  paths.passes = solver.passes();
  return paths;
}

detail::Prepared prepared(ConstMatrix x, const std::vector<Index>& rows, const PathOptions& options) {
  VectorXd w = VectorXd::Ones(static_cast<Index>(rows.size()));
  if (options.weights.size() > 0) w = options.weights(rows);
  return detail::prepare(x, rows, std::move(w), options, options.intercept);
}

}  // namespace

ElasticNetPaths multi_response_elastic_net(ConstMatrix x, ConstMatrix y, const PathOptions& options) {
  ElasticNetPaths paths;
  paths.reason = refusal(x, y.rows(), options);
  if (paths.reason.empty() && (options.lower.size() > 0 || options.upper.size() > 0))
    paths.reason = "limits are of one response";
  if (paths.reason.empty() && y.cols() == 0) paths.reason = "wrong sizes";
  if (paths.reason.empty() && !y.allFinite()) paths.reason = "missing value";
  if (!paths.reason.empty()) return paths;
  const std::vector<Index> rows = detail::weighted_rows(x.rows(), options.weights);
  const detail::Prepared data = prepared(x, rows, options);
  MatrixXd of = y(rows, Eigen::all);
  VectorXd mean = VectorXd::Zero(of.cols());
  if (options.intercept) {
    mean = of.transpose() * data.w;
    of.rowwise() -= mean.transpose();
  }
  if (of.isZero(0)) {
    paths.reason = "constant outcome";
    return paths;
  }
  const auto surface = detail::square_surface(std::move(of), data.w);
  return paths_of(data, *surface, options, true, false, VectorXd::Zero(mean.size()), mean,
                  {1e-5, detail::Stops::Beside::unexplained, 1, 0.999});
}

ElasticNetPaths multinomial_elastic_net(ConstMatrix x, ConstVector y, Index classes, const PathOptions& options,
                                        bool grouped) {
  ElasticNetPaths paths;
  paths.reason = refusal(x, y.size(), options);
  if (paths.reason.empty() && grouped && (options.lower.size() > 0 || options.upper.size() > 0))
    paths.reason = "limits are of one response";
  if (!paths.reason.empty()) return paths;
  const std::vector<Index> rows = detail::weighted_rows(x.rows(), options.weights);
  MatrixXd of = MatrixXd::Zero(static_cast<Index>(rows.size()), classes);
  for (Index i = 0; i < of.rows(); ++i) {
    const double code = y[rows[static_cast<std::size_t>(i)]];
    if (!(code >= 0 && code < static_cast<double>(classes) && code == std::floor(code))) {
      paths.reason = "outcome is no class";
      return paths;
    }
    of(i, static_cast<Index>(code)) = 1;
  }
  const Eigen::RowVectorXd sizes = of.colwise().sum();
  if (classes < 2 || (sizes.array() > 0).count() < 2)
    paths.reason = "one class";
  else if ((sizes.array() < 2).any())
    paths.reason = "fewer than two cases of a class";
  if (!paths.reason.empty()) return paths;
  const detail::Prepared data = prepared(x, rows, options);
  VectorXd start = VectorXd::Zero(classes);
  if (options.intercept) {
    start = (of.transpose() * data.w).array().log();
    start.array() -= start.mean();
  }
  const auto surface = detail::multinomial_surface(std::move(of), data.w);
  return paths_of(data, *surface, options, grouped, options.intercept, start, VectorXd::Zero(classes), {});
}

Index path_column(const ElasticNetPaths& path, Index lambda_index) {
  return std::min(lambda_index, path.lambda.size() - 1);
}

MatrixXd linear_predictors(const ElasticNetPaths& path, Index lambda_index, ConstMatrix x) {
  const Index k = path_column(path, lambda_index);
  MatrixXd out(x.rows(), path.intercept.rows());
  for (Index r = 0; r < out.cols(); ++r)
    out.col(r) = (x * path.coefficient[static_cast<std::size_t>(r)].col(k)).array() + path.intercept(r, k);
  return out;
}

MatrixXd class_probabilities(const MatrixXd& linear_predictors) {
  const VectorXd top = linear_predictors.rowwise().maxCoeff();
  MatrixXd p = (linear_predictors.colwise() - top).array().exp();
  const VectorXd sum = p.rowwise().sum();
  p.array().colwise() /= sum.array();
  return p;
}

VectorXd class_deviance(ConstVector y, const MatrixXd& linear_predictors) {
  const MatrixXd p = class_probabilities(linear_predictors);
  VectorXd out(y.size());
  for (Index i = 0; i < y.size(); ++i)
    out[i] = -2 * std::log(std::clamp(p(i, static_cast<Index>(y[i])), 1e-5, 1 - 1e-5));
  return out;
}

}  // namespace rgx::stats
