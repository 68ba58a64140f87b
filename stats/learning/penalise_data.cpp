#include "stats/learning/penalise_data.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rgx::stats::detail {

using Eigen::Index;
using Eigen::VectorXd;

bool Prepared::any_penalised() const {
  for (Index j = 0; j < x.cols(); ++j)
    if (varies[j] && factor[j] > 0) return true;
  return false;
}

bool Prepared::any_free() const {
  for (Index j = 0; j < x.cols(); ++j)
    if (varies[j] && factor[j] == 0) return true;
  return false;
}

std::string refused_options(ConstMatrix x, const PathOptions& o) {
  const Index n = x.rows(), p = x.cols();
  const auto fits = [](const VectorXd& v, Index size) { return v.size() == 0 || v.size() == size; };
  if (!fits(o.weights, n) || !fits(o.penalty_factor, p) || !fits(o.lower, p) || !fits(o.upper, p)) return "wrong sizes";
  if (!(o.alpha >= 0 && o.alpha <= 1)) return "alpha outside [0, 1]";
  if (!x.allFinite() || !o.weights.allFinite() || !o.penalty_factor.allFinite() || !o.offset.allFinite() ||
      o.lower.hasNaN() || o.upper.hasNaN())
    return "missing value";
  if (o.weights.size() > 0 && o.weights.minCoeff() < 0) return "negative weight";
  if (o.penalty_factor.size() > 0 && o.penalty_factor.minCoeff() < 0) return "negative penalty factor";
  if ((o.lower.size() > 0 && o.lower.maxCoeff() > 0) || (o.upper.size() > 0 && o.upper.minCoeff() < 0))
    return "limits exclude 0";
  if (n == 0 || (o.weights.size() > 0 && o.weights.maxCoeff() == 0)) return "no cases";
  if (std::any_of(o.lambda.begin(), o.lambda.end(), [](double l) { return !(l >= 0 && std::isfinite(l)); }) ||
      (o.lambda.empty() && (o.lambda_count < 1 || !(o.lambda_min_ratio >= 0 && o.lambda_min_ratio < 1))))
    return "bad lambda";
  return "";
}

std::vector<Index> weighted_rows(Index n, const VectorXd& weights) {
  std::vector<Index> rows;
  for (Index i = 0; i < n; ++i)
    if (weights.size() == 0 || weights[i] > 0) rows.push_back(i);
  return rows;
}

Prepared prepare(ConstMatrix x, std::span<const Index> rows, VectorXd weight, const PathOptions& o, bool centre) {
  const Index p = x.cols(), n = static_cast<Index>(rows.size());
  constexpr double infinite = std::numeric_limits<double>::infinity();
  Prepared d;
  d.total_weight = weight.sum();
  d.w = std::move(weight) / d.total_weight;
  d.x.resize(n, p);
  d.mean = VectorXd::Zero(p);
  d.scale = VectorXd::Ones(p);
  d.varies.assign(static_cast<std::size_t>(p), false);
  for (Index j = 0; j < p; ++j) {
    auto column = d.x.col(j);
    const double* from = x.data() + j * x.outerStride();
    for (Index i = 0; i < n; ++i) column[i] = from[rows[static_cast<std::size_t>(i)]];
    if (n == 0 || column.minCoeff() == column.maxCoeff()) continue;
    const double mean = d.w.dot(column);
    const double variance = (d.w.array() * (column.array() - mean).square()).sum();
    // Values that differ by rounding alone leave nothing to scale by.
    if (!(variance > 0)) continue;
    d.varies[j] = true;
    if (centre) {
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
  d.lower = o.lower.size() > 0 ? VectorXd(o.lower.cwiseProduct(d.scale)) : VectorXd::Constant(p, -infinite);
  d.upper = o.upper.size() > 0 ? VectorXd(o.upper.cwiseProduct(d.scale)) : VectorXd::Constant(p, infinite);
  return d;
}

}  // namespace rgx::stats::detail
