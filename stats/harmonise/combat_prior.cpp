#include "stats/harmonise/combat_prior.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rgx::stats {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;

constexpr double kStop = 1e-4;
constexpr Index kBlock = 32;  // features a task

double variance(const ArrayXd& v) { return (v - v.mean()).square().sum() / static_cast<double>(v.size() - 1); }

}  // namespace

BatchPosterior parametric_posterior(const BatchMoments& batch) {
  const double g_bar = batch.location.mean(), tau2 = variance(batch.location);
  const double m = batch.scale.mean(), s2 = variance(batch.scale);
  BatchPosterior at{batch.location, batch.scale};
  // Scales that are all alike have a prior without spread.
  const bool alike = !(s2 > 0);
  const double a = alike ? 0 : (2 * s2 + m * m) / s2, b = alike ? 0 : (m * s2 + m * m * m) / s2;
  for (double change = 1; change > kStop;) {
    const ArrayXd weight = tau2 * batch.n;
    const ArrayXd gamma = (weight * batch.location + at.delta * g_bar) / (weight + at.delta);
    ArrayXd delta = at.delta;
    if (!alike)
      delta = (0.5 * (batch.squares + batch.n * (batch.location - gamma).square()) + b) / (batch.n / 2 + a - 1);
    change = 0;
    for (Index j = 0; j < gamma.size(); ++j) {
      // The change of a location counts beside its value with its sign, in sva as here: those below 0 never hold up.
      const double of_gamma = std::abs(gamma[j] - at.gamma[j]) / at.gamma[j];
      const double of_delta = std::abs(delta[j] - at.delta[j]) / at.delta[j];
      if (of_gamma > change) change = of_gamma;
      if (of_delta > change) change = of_delta;
    }
    at.gamma = gamma;
    at.delta = delta;
  }
  return at;
}

BatchPosterior parametric_location(const BatchMoments& batch) {
  const double g_bar = batch.location.mean(), tau2 = variance(batch.location);
  return {(tau2 * batch.location + g_bar) / (tau2 + 1), ArrayXd::Ones(batch.location.size())};
}

BatchPosterior nonparametric_posterior(const BatchMoments& batch, const ArrayXd& scale, const ParallelFor& parallel) {
  const Index p = batch.location.size();
  const ArrayXd half_log = 0.5 * scale.log(), half_precision = 0.5 / scale;
  BatchPosterior out{ArrayXd(p), ArrayXd(p)};
  parallel(static_cast<std::size_t>((p + kBlock - 1) / kBlock), [&](std::size_t block) {
    ArrayXd weight(p);
    const Index first = static_cast<Index>(block) * kBlock, last = std::min(first + kBlock, p);
    for (Index i = first; i < last; ++i) {
      weight = -batch.n[i] * half_log -
               (batch.squares[i] + batch.n[i] * (batch.location[i] - batch.location).square()) * half_precision;
      weight[i] = -std::numeric_limits<double>::infinity();  // not by itself
      weight = (weight - weight.maxCoeff()).exp();
      weight[i] = 0;
      const double sum = weight.sum();
      out.gamma[i] = (weight * batch.location).sum() / sum;
      out.delta[i] = (weight * scale).sum() / sum;
    }
  });
  return out;
}

}  // namespace rgx::stats
