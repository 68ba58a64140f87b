#include "stats/regression/firth.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

#include "stats/base/margin.hpp"
#include "stats/regression/firth_likelihood.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::string refusal(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset) {
  const Index n = design.rows();
  if (y.size() != n || (weights.size() > 0 && weights.size() != n) || (offset.size() > 0 && offset.size() != n))
    return "wrong sizes";
  if (n == 0) return "no cases";
  if (!design.allFinite() || !y.allFinite() || !weights.allFinite() || !offset.allFinite()) return "missing value";
  if (((y.array() != 0) && (y.array() != 1)).any()) return "outcome is not 0/1";
  if (weights.size() > 0 && weights.minCoeff() < 0) return "negative weight";
  const VectorXd weight = weights.size() > 0 ? VectorXd(weights) : VectorXd::Ones(n);
  const double positives = weight.dot(y), negatives = weight.sum() - positives;
  return positives > 0 && negatives > 0 ? "" : "one class";
}

// Ends of the interval of the last coefficient.
Interval profile(const FirthLikelihood& likelihood, const FirthLikelihood::Maximum& best, double level,
                 int max_iterations) {
  const Index column = likelihood.basis().kept.back();
  const Index last = likelihood.rank() - 1;
  const double drop = chi_square_quantile(level, 1);
  VectorXd near = best.gamma;  // where the last evaluation ended: the next is not far
  const auto excess = [&](double held) {
    VectorXd start = near;
    start[last] = held;
    const auto at = likelihood.maximise(start, last, max_iterations);
    if (!at.converged) return missing;
    near = at.gamma;
    return 2 * (best.value - at.value) - drop;
  };
  const double estimate = best.gamma[last];
  const double scale = std::abs(likelihood.last_scale());
  const double step = normal_margin(level) * std::sqrt(likelihood.covariance(best.gamma)(column, column)) * scale;
  double end[2] = {missing, missing};
  for (const int side : {-1, 1}) {
    near = best.gamma;
    double inside = estimate, outside = estimate, at_inside = -drop, at_outside = -drop;
    for (int reach = 1; reach <= 1024 && at_outside <= 0; reach *= 2) {
      inside = outside;
      at_inside = at_outside;
      outside = estimate + side * reach * step;
      at_outside = excess(outside);
    }
    if (!(at_outside > 0)) continue;
    std::uintmax_t evaluations = 100;
    const bool up = inside < outside;
    const auto bracket = boost::math::tools::toms748_solve(excess, up ? inside : outside, up ? outside : inside,
                                                           up ? at_inside : at_outside, up ? at_outside : at_inside,
                                                           boost::math::tools::eps_tolerance<double>(44), evaluations);
    end[(side > 0) == (likelihood.last_scale() > 0)] =
        (bracket.first + (bracket.second - bracket.first) / 2) / likelihood.last_scale();
  }
  return {end[0], end[1]};
}

VectorXd or_constant(ConstVector given, Index n, double value) {
  return given.size() > 0 ? VectorXd(given) : VectorXd::Constant(n, value);
}

// The fit against the one in which the tested columns are held at 0; coefficient and interval where one is tested.
struct Held {
  ChiSquare test;
  double coefficient = missing;
  Interval ci;
  Reason reason = Reason::none;
};
Held hold(const TestedLast& split, ConstVector y, const VectorXd& weight, const VectorXd& offset, double level,
          int max_iterations) {
  Held held;
  const FirthLikelihood likelihood(split.design, y, weight, offset);
  const Index rank = likelihood.rank();
  Index rest = 0;
  for (const Index j : likelihood.basis().kept) rest += j < split.rest;
  if (rest == rank) {
    held.reason = Reason::collinear;
    return held;
  }
  const auto best = likelihood.maximise(VectorXd::Zero(rank), rank, max_iterations);
  const auto null = likelihood.maximise(VectorXd::Zero(rank), rest, max_iterations);
  if (!best.converged || !null.converged) {
    held.reason = Reason::not_converged;
    return held;
  }
  held.test = chi_square_test(std::max(0.0, 2 * (best.value - null.value)), static_cast<double>(rank - rest));
  if (split.design.cols() == split.rest + 1) {
    held.coefficient = likelihood.basis().coefficient(best.gamma)[split.rest];
    held.ci = profile(likelihood, best, level, max_iterations);
  }
  return held;
}

}  // namespace

FirthFit firth_regression(ConstMatrix design, ConstVector y, ConstVector weights, ConstVector offset,
                          const FirthOptions& options) {
  const Index n = design.rows(), p = design.cols();
  FirthFit fit;
  fit.coefficient = fit.se = fit.statistic = fit.p = fit.log10_p = fit.ci_low = fit.ci_high =
      VectorXd::Constant(p, missing);
  fit.covariance = MatrixXd::Constant(p, p, missing);
  fit.aliased.assign(static_cast<std::size_t>(p), true);
  fit.reason = refusal(design, y, weights, offset);
  if (!fit.reason.empty()) return fit;
  const VectorXd weight = or_constant(weights, n, 1), shift = or_constant(offset, n, 0);
  const FirthLikelihood likelihood(design, y, weight, shift);
  const std::vector<Index>& columns = likelihood.basis().kept;
  const Index rank = likelihood.rank();
  fit.aliased = likelihood.basis().aliased;
  const auto best = likelihood.maximise(VectorXd::Zero(rank), rank, options.max_iterations);
  fit.iterations = best.iterations;
  fit.converged = best.converged;
  if (!best.converged) {
    fit.reason = "not converged";
    return fit;
  }
  fit.penalised_log_likelihood = best.value;
  fit.fitted = likelihood.fitted(best.gamma);
  fit.coefficient = likelihood.basis().coefficient(best.gamma);
  fit.covariance = likelihood.covariance(best.gamma);
  fit.se = fit.covariance.diagonal().cwiseSqrt();
  if (!options.tests) return fit;
  const MatrixXd kept = design(Eigen::all, columns);
  for (Index k = 0; k < rank; ++k) {
    const Index j = columns[k], only[] = {k};
    const Held held = hold(TestedLast(kept, only), y, weight, shift, options.level, options.max_iterations);
    fit.statistic[j] = held.test.statistic;
    fit.p[j] = held.test.tail.p;
    fit.log10_p[j] = held.test.tail.log10_p;
    fit.ci_low[j] = held.ci.low;
    fit.ci_high[j] = held.ci.high;
  }
  return fit;
}

TestResult firth_test(ConstMatrix given, const VectorXd& outcome, std::span<const Index> columns,
                      const VectorXd& given_weights, const VectorXd& given_offset, double level) {
  TestResult result;
  result.test = "firth penalised likelihood ratio";
  const VectorXd known[] = {outcome, given_weights, given_offset};
  const std::vector<Index> rows = complete_rows(given, known);
  const TestedLast split(MatrixXd(given(rows, Eigen::all)), columns);
  const VectorXd y = rows_of(outcome, rows), weights = rows_of(given_weights, rows),
                 offset = rows_of(given_offset, rows);
  result.n = rows.size();
  result.reason = reason_code(refusal(split.design, y, weights, offset));
  if (result.reason != Reason::none) return result;
  const Held held = hold(split, y, or_constant(weights, y.size(), 1), or_constant(offset, y.size(), 0), level,
                         FirthOptions().max_iterations);
  result.reason = held.reason;
  if (held.reason != Reason::none) return result;
  set_test(result, held.test);
  if (columns.size() == 1) {
    set_estimate(result, held.coefficient, missing, {"odds_ratio"}, level);
    result.ci_low = std::exp(held.ci.low);
    result.ci_high = std::exp(held.ci.high);
    const bool found = std::isfinite(held.ci.low) && std::isfinite(held.ci.high);
    result.ci_reason = found ? Reason::none : Reason::not_converged;
  }
  return result;
}

}  // namespace rgx::stats
