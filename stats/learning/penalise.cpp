#include "stats/learning/penalise.hpp"

#include <algorithm>
#include <cmath>

#include "stats/learning/penalise_path.hpp"
#include "stats/learning/penalise_point.hpp"
#include "stats/regression/logistic.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::string refused_outcome(ConstVector y, const PathOptions& o) {
  Index positives = 0, cases = 0;
  double least = 0, most = 0;
  for (Index i = 0; i < y.size(); ++i) {
    if (o.weights.size() > 0 && o.weights[i] == 0) continue;
    const double value = o.family == PenalisedFamily::gaussian && o.offset.size() > 0 ? y[i] - o.offset[i] : y[i];
    if (o.family == PenalisedFamily::binomial && value != 0 && value != 1) return "outcome is not 0/1";
    if (o.family == PenalisedFamily::poisson && value < 0) return "outcome is not a count";
    if (value == 1) ++positives;
    least = cases == 0 ? value : std::min(least, value);
    most = cases == 0 ? value : std::max(most, value);
    ++cases;
  }
  if (o.family != PenalisedFamily::binomial) return least == most ? "constant outcome" : "";
  if (positives == 0 || positives == cases) return "one class";
  return positives == 1 || positives == cases - 1 ? "one case of a class" : "";
}

std::string refusal(ConstMatrix x, ConstVector y, const PathOptions& o) {
  if (o.family == PenalisedFamily::cox) return "cox is fitted by cox_elastic_net";
  if (y.size() != x.rows() || (o.offset.size() > 0 && o.offset.size() != x.rows())) return "wrong sizes";
  const std::string reason = detail::refused_options(x, o);
  if (!reason.empty()) return reason;
  if (!y.allFinite()) return "missing value";
  return refused_outcome(y, o);
}

// gaussian: y is centred and of unit length, and so are lambda and the coefficients.
struct Outcome {
  VectorXd y;
  double mean = 0, scale = 1;
};

Outcome outcome_of(VectorXd y, const VectorXd& offset, const VectorXd& w, const PathOptions& o) {
  Outcome out{std::move(y)};
  if (o.family != PenalisedFamily::gaussian) return out;
  if (offset.size() > 0) out.y -= offset;
  if (o.intercept) out.mean = w.dot(out.y);
  out.y.array() -= out.mean;
  out.scale = std::sqrt((w.array() * out.y.array().square()).sum());
  out.y /= out.scale;
  return out;
}

detail::Stops stops_of(PenalisedFamily family) {
  if (family == PenalisedFamily::gaussian) return {1e-5, detail::Stops::Beside::explained, 1, 0.999};
  if (family == PenalisedFamily::poisson) return {1e-4, detail::Stops::Beside::explained, 4, 0.999};
  return {};
}

}  // namespace

namespace detail {

ElasticNetPath path_of(const Prepared& data, Curve& curve, const PathOptions& options, const PathScale& scale,
                       const Stops& stops) {
  ElasticNetPath path;
  path.family = options.family;
  if (!data.any_penalised()) {
    path.reason = "no columns to penalise";
    return path;
  }
  PointSolver solver(data, curve, options, scale.fitted_intercept, scale.start);
  path.null_deviance = 2 * data.total_weight * solver.null_deviance() * scale.y * scale.y;
  const Index p = data.x.cols(), count = walk_length(options);
  path.coefficient = MatrixXd::Zero(p, count);
  path.intercept = VectorXd::Zero(count);
  const auto record = [&](Index k) {
    path.coefficient.col(k) = solver.beta().cwiseQuotient(data.scale) * scale.y;
    if (options.intercept)
      path.intercept[k] = scale.y_mean + solver.intercept() - path.coefficient.col(k).dot(data.mean);
  };
  const Walk walk = walk_path(solver, options, data.x.rows(), p, data.any_free(), scale.y, stops, record);
  const auto done = static_cast<Index>(walk.lambda.size());
  path.reason = walk.reason;
  path.lambda = Eigen::Map<const VectorXd>(walk.lambda.data(), done);
  path.intercept.conservativeResize(done);
  path.coefficient.conservativeResize(Eigen::NoChange, done);
  path.deviance_ratio = walk.deviance_ratio;
  path.passes = solver.passes();
  return path;
}

}  // namespace detail

ElasticNetPath elastic_net(ConstMatrix x, ConstVector y, const PathOptions& options) {
  ElasticNetPath path;
  path.family = options.family;
  path.reason = refusal(x, y, options);
  if (!path.reason.empty()) return path;
  const std::vector<Index> rows = detail::weighted_rows(x.rows(), options.weights);
  const auto of_rows = [&](const VectorXd& v) { return v.size() > 0 ? VectorXd(v(rows)) : v; };
  const VectorXd offset = of_rows(options.offset);
  const bool gaussian = options.family == PenalisedFamily::gaussian;
  detail::Prepared data = detail::prepare(
      x, rows, options.weights.size() > 0 ? of_rows(options.weights) : VectorXd::Ones(static_cast<Index>(rows.size())),
      options, options.intercept);
  Outcome outcome = outcome_of(y(rows), offset, data.w, options);
  data.lower /= outcome.scale;
  data.upper /= outcome.scale;
  detail::PathScale scale{gaussian ? outcome.scale : 1, outcome.mean, options.intercept && !gaussian, 0};
  const auto curve = gaussian                                      ? detail::square_curve(outcome.y, data.w)
                     : options.family == PenalisedFamily::binomial ? detail::binomial_curve(outcome.y, data.w, offset)
                                                                   : detail::poisson_curve(outcome.y, data.w, offset);
  if (scale.fitted_intercept) scale.start = detail::null_intercept(*curve, data.x.rows());
  return detail::path_of(data, *curve, options, scale, stops_of(options.family));
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
  if (path.family == PenalisedFamily::poisson) value = value.array().exp();
  return value;
}

VectorXd case_deviance(PenalisedFamily family, ConstVector y, ConstVector linear_predictor) {
  VectorXd out(y.size());
  for (Index i = 0; i < y.size(); ++i) {
    const double to = linear_predictor[i];
    if (family == PenalisedFamily::gaussian) {
      out[i] = (y[i] - to) * (y[i] - to);
    } else if (family == PenalisedFamily::binomial) {
      const double p = std::clamp(inverse_logit(to), 1e-5, 1 - 1e-5);
      out[i] = -2 * (y[i] * std::log(p) + (1 - y[i]) * std::log(1 - p));
    } else {
      out[i] = 2 * ((y[i] > 0 ? y[i] * std::log(y[i]) - y[i] : 0) - (y[i] * to - std::exp(to)));
    }
  }
  return out;
}

double mean_deviance(PenalisedFamily family, ConstVector y, ConstVector linear_predictor) {
  return case_deviance(family, y, linear_predictor).mean();
}

}  // namespace rgx::stats
