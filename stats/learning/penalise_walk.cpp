#include "stats/learning/penalise_walk.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats::detail {

using Eigen::Index;

namespace {

constexpr Index least_lambdas = 5;    // glmnet.control's mnlam
constexpr double least_ratio = 1e-6;  // its eps
constexpr double endless = 1e35;

bool any_zero(const Eigen::VectorXd& limits) { return (limits.array() == 0).any(); }

}  // namespace

Index walk_length(const PathOptions& options) {
  return options.lambda.empty() ? options.lambda_count : static_cast<Index>(options.lambda.size());
}

Walk walk_path(PathSolver& solver, const PathOptions& options, Index cases, Index columns, bool any_free,
               double lambda_scale, Stops stops, const std::function<void(Index)>& record) {
  Walk walk;
  const bool own = options.lambda.empty();
  walk.lambda = options.lambda;
  std::sort(walk.lambda.begin(), walk.lambda.end(), std::greater<>());
  const Index count = walk_length(options);
  if (any_zero(options.lower) || any_zero(options.upper)) stops.least_gain = 0;
  double previous = 0;
  if (own) {
    // What is not penalised comes in before the first penalised column is measured.
    if (any_free && !solver.solve(endless, endless)) {
      walk.reason = "not converged";
      walk.lambda.clear();
      return walk;
    }
    const double ratio = options.lambda_min_ratio > 0 ? options.lambda_min_ratio : cases < columns ? 1e-2 : 1e-4;
    const double step = count > 1 ? std::pow(std::max(least_ratio, ratio), 1 / (static_cast<double>(count) - 1)) : 1;
    previous = solver.entry() / std::max(options.alpha, 1e-3);
    walk.lambda.assign(1, previous * lambda_scale);
    for (Index k = 1; k < count; ++k) walk.lambda.push_back(walk.lambda.back() * step);
  }
  walk.deviance_ratio.resize(count);
  Index done = 0;
  for (Index k = 0; k < count; ++k) {
    const double here = walk.lambda[static_cast<std::size_t>(k)] / lambda_scale;
    // glmnet's first place is an infinite lambda that is only written as the entry one.
    const bool entry = own && k == 0;
    if (!solver.solve(entry ? endless : here, entry ? endless : previous)) {
      walk.reason = "not converged";
      break;
    }
    previous = here;
    record(k);
    walk.deviance_ratio[k] = solver.deviance_ratio();
    done = k + 1;
    if (own && done >= std::min(least_lambdas, count)) {
      const double now = walk.deviance_ratio[k];
      const double gain = now - (k >= stops.back ? walk.deviance_ratio[k - stops.back] : 0);
      const double beside = stops.beside == Stops::Beside::one         ? 1
                            : stops.beside == Stops::Beside::explained ? now
                                                                       : 1 - now;
      // Where nothing is explained yet, nothing was to be gained.
      const bool little = stops.least_gain > 0 && beside > 1e-12 && gain < stops.least_gain * beside;
      if (little || now > stops.enough_explained) break;
    }
    if (solver.saturated()) break;
  }
  walk.lambda.resize(static_cast<std::size_t>(done));
  walk.deviance_ratio.conservativeResize(done);
  return walk;
}

}  // namespace rgx::stats::detail
