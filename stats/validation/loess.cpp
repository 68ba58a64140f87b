#include "stats/validation/loess.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stats/base/margin.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index most_cases_for_df = 500;

std::size_t neighbours_of(Index n, double span) {
  const auto cases = static_cast<double>(n);
  return static_cast<std::size_t>(std::min(cases, std::floor(cases * span + 1e-5)));
}

// What each case's y weighs in the fit at one place; false where the local design is singular. `weight` comes in as 0.
bool local_weights(ConstVector x, double at, std::size_t neighbours, double stretch, VectorXd& weight) {
  const VectorXd distance = (x.array() - at).abs();
  std::vector<double> sorted(distance.begin(), distance.end());
  const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(neighbours - 1);
  std::nth_element(sorted.begin(), last, sorted.end());
  const double reach = *last * stretch;
  if (!(reach > 0)) return false;
  std::vector<Index> near;
  for (Index i = 0; i < x.size(); ++i)
    if (distance[i] < reach) near.push_back(i);
  MatrixXd design(static_cast<Index>(near.size()), 3);
  VectorXd root(design.rows());
  for (Index k = 0; k < design.rows(); ++k) {
    const double u = distance[near[static_cast<std::size_t>(k)]] / reach;
    const double t = (x[near[static_cast<std::size_t>(k)]] - at) / reach;
    root[k] = std::sqrt(std::pow(1 - u * u * u, 3));
    design.row(k) << root[k], root[k] * t, root[k] * t * t;
  }
  Eigen::ColPivHouseholderQR<MatrixXd> qr(design);
  qr.setThreshold(1e-7);
  if (qr.rank() < 3) return false;
  // e1' (R P')^-1 Q', each column times the root of its weight.
  const Eigen::Vector3d first = qr.colsPermutation().transpose() * Eigen::Vector3d(1, 0, 0);
  const Eigen::Vector3d solved =
      qr.matrixR().topLeftCorner<3, 3>().triangularView<Eigen::Upper>().transpose().solve(first);
  VectorXd row = VectorXd::Zero(design.rows());
  row.head<3>() = solved;
  row.applyOnTheLeft(qr.householderQ());
  for (Index k = 0; k < design.rows(); ++k) weight[near[static_cast<std::size_t>(k)]] = row[k] * root[k];
  return true;
}

}  // namespace

VectorXd loess(ConstVector x, ConstVector y, ConstVector at, double span) {
  const std::size_t neighbours = neighbours_of(x.size(), span);
  VectorXd fitted = VectorXd::Constant(at.size(), missing);
  if (neighbours < 3) return fitted;
  VectorXd weight(x.size());
  for (Index k = 0; k < at.size(); ++k) {
    weight.setZero();
    if (local_weights(x, at[k], neighbours, std::max(1.0, span), weight)) fitted[k] = weight.dot(y);
  }
  return fitted;
}

LoessBand loess_band(ConstVector x, ConstVector y, ConstVector at, double span, double level) {
  const Index n = x.size();
  const std::size_t neighbours = neighbours_of(n, span);
  const double stretch = std::max(1.0, span);
  LoessBand out;
  out.fitted = out.se = out.low = out.high = VectorXd::Constant(at.size(), missing);
  out.sigma = out.df = missing;
  VectorXd weight(n), length = VectorXd::Constant(at.size(), missing);
  if (neighbours < 3) {
    out.reason = "singular";
    return out;
  }
  for (Index k = 0; k < at.size(); ++k) {
    weight.setZero();
    if (!local_weights(x, at[k], neighbours, stretch, weight)) continue;
    out.fitted[k] = weight.dot(y);
    length[k] = weight.norm();
  }
  // Moments of (I - L)(I - L)': the residuals' variance and, for few cases, its degrees of freedom.
  const bool moments = n <= most_cases_for_df;
  MatrixXd left(moments ? n : 0, moments ? n : 0);
  double first = 0, squares = 0;
  for (Index i = 0; i < n; ++i) {
    weight.setZero();
    if (!local_weights(x, x[i], neighbours, stretch, weight)) {
      out.reason = "singular";
      return out;
    }
    const double residual = y[i] - weight.dot(y);
    squares += residual * residual;
    weight = -weight;
    weight[i] += 1;
    first += weight.squaredNorm();
    if (moments) left.row(i) = weight.transpose();
  }
  out.sigma = std::sqrt(squares / first);
  out.df = std::numeric_limits<double>::infinity();
  if (moments) out.df = first * first / (left * left.transpose()).squaredNorm();
  out.se = out.sigma * length;
  const double margin = std::isfinite(out.df) ? t_margin(level, out.df) : normal_margin(level);
  out.low = out.fitted - margin * out.se;
  out.high = out.fitted + margin * out.se;
  return out;
}

}  // namespace rgx::stats
