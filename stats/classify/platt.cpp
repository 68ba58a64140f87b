#include "stats/classify/platt.hpp"

#include <Eigen/LU>
#include <cmath>

#include "stats/base/newton.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr double kSure = 1e-7;

double log1p_exp(double v) { return v > 0 ? v + std::log1p(std::exp(-v)) : std::log1p(std::exp(v)); }
double logistic(double v) { return v > 0 ? 1 / (1 + std::exp(-v)) : std::exp(v) / (1 + std::exp(v)); }

}  // namespace

PlattScaling fit_platt(ConstVector given, std::span<const int> positive) {
  // A sum over memory of others is split by where it begins, and its last bits with it.
  const VectorXd f = given;
  PlattScaling out;
  const auto refuse = [&](const char* why) {
    out.reason = why;
    return out;
  };
  if (f.size() != static_cast<Index>(positive.size())) return refuse("wrong sizes");
  if (!f.allFinite()) return refuse("missing value");
  double up = 0;
  for (const int v : positive) up += v == 1;
  const double down = static_cast<double>(positive.size()) - up;
  if (up == 0 || down == 0) return refuse("one class");
  VectorXd target(f.size());
  for (Index i = 0; i < f.size(); ++i)
    target[i] = positive[static_cast<std::size_t>(i)] == 1 ? (up + 1) / (up + 2) : 1 / (down + 2);
  const double mean = f.mean(), spread = std::sqrt((f.array() - mean).square().mean());
  const double share = target.mean(), constant = std::log(share / (1 - share));
  out.offset = -constant;
  if (!(spread > 1e-14 * f.cwiseAbs().maxCoeff())) {
    out.flat = true;
    return out;
  }
  const VectorXd z = (f.array() - mean) / spread;
  const auto likelihood = [&](const VectorXd& at) {
    NewtonPoint point{0, VectorXd::Zero(2), Eigen::MatrixXd::Zero(2, 2)};
    for (Index i = 0; i < z.size(); ++i) {
      const double eta = at[0] + at[1] * z[i], p = logistic(eta), left = target[i] - p, w = p * (1 - p);
      point.value += target[i] * eta - log1p_exp(eta);
      point.slope[0] += left;
      point.slope[1] += left * z[i];
      point.curvature(0, 0) += w;
      point.curvature(0, 1) += w * z[i];
      point.curvature(1, 1) += w * z[i] * z[i];
    }
    point.curvature(1, 0) = point.curvature(0, 1);
    return point;
  };
  const NewtonMaximum best = newton_maximise(likelihood, (VectorXd(2) << constant, 0).finished());
  out.iterations = best.iterations;
  if (!best.converged) out.reason = "not converged";
  out.flat = !(best.at[1] > 0);
  if (out.flat) return out;
  out.slope = -best.at[1] / spread;
  out.offset = -(best.at[0] - best.at[1] * mean / spread);
  return out;
}

VectorXd probability(const PlattScaling& scaling, ConstVector f) {
  VectorXd p(f.size());
  for (Index i = 0; i < f.size(); ++i) p[i] = logistic(-(scaling.slope * f[i] + scaling.offset));
  return p;
}

VectorXd couple_pairs(ConstMatrix given) {
  const Index k = given.rows();
  const Eigen::MatrixXd r = given.cwiseMax(kSure).cwiseMin(1 - kSure);
  // Stationary under sum 1: Q p + b = 0, with one multiplier b.
  Eigen::MatrixXd q = Eigen::MatrixXd::Zero(k + 1, k + 1);
  for (Index i = 0; i < k; ++i)
    for (Index j = 0; j < k; ++j)
      if (i != j) {
        q(i, i) += r(j, i) * r(j, i);
        q(i, j) = -r(j, i) * r(i, j);
      }
  q.row(k).head(k).setOnes();
  q.col(k).head(k).setOnes();
  const VectorXd p = q.partialPivLu().solve(VectorXd::Unit(k + 1, k)).head(k).cwiseMax(0);
  return p / p.sum();
}

}  // namespace rgx::stats
