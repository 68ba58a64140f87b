#include "stats/regression/multinomial.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/categories.hpp"
#include "stats/base/design_basis.hpp"
#include "stats/base/newton.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();

// Cases × levels; parameters: coordinates of the second level, then the third, …
MatrixXd log_probabilities(const MatrixXd& q, const VectorXd& at, Index levels) {
  MatrixXd eta = MatrixXd::Zero(q.rows(), levels);
  for (Index c = 1; c < levels; ++c) eta.col(c) = q * at.segment((c - 1) * q.cols(), q.cols());
  const VectorXd top = eta.rowwise().maxCoeff();
  eta.colwise() -= top;
  const VectorXd sum = eta.array().exp().rowwise().sum().log();
  eta.colwise() -= sum;
  return eta;
}

NewtonPoint likelihood(const MatrixXd& q, const std::vector<int>& place, const VectorXd& weight, Index levels,
                       const VectorXd& at) {
  const Index p = q.cols(), n = q.rows();
  const MatrixXd ln = log_probabilities(q, at, levels);
  const MatrixXd mu = ln.array().exp();
  NewtonPoint point{0, VectorXd::Zero(at.size()), MatrixXd::Zero(at.size(), at.size())};
  for (Index i = 0; i < n; ++i)
    if (weight[i] > 0) point.value += weight[i] * ln(i, place[i]);
  for (Index c = 1; c < levels; ++c) {
    VectorXd rest = -mu.col(c);
    for (Index i = 0; i < n; ++i) rest[i] = weight[i] * (rest[i] + (place[i] == c));
    point.slope.segment((c - 1) * p, p) = q.transpose() * rest;
    for (Index d = 1; d <= c; ++d) {
      const VectorXd product =
          weight.cwiseProduct(mu.col(c)).cwiseProduct(c == d ? VectorXd(1 - mu.col(c).array()) : VectorXd(-mu.col(d)));
      const MatrixXd part = q.transpose() * product.asDiagonal() * q;
      point.curvature.block((c - 1) * p, (d - 1) * p, p, p) = part;
      point.curvature.block((d - 1) * p, (c - 1) * p, p, p) = part.transpose();
    }
  }
  return point;
}

}  // namespace

MultinomialFit multinomial_regression(ConstMatrix design, std::span<const int> y, ConstVector weights) {
  const Index n = design.rows(), p = design.cols();
  MultinomialFit fit;
  fit.aliased.assign(static_cast<std::size_t>(p), false);
  fit.reason = category_refusal(design, y, weights, VectorXd());
  if (!fit.reason.empty()) return fit;
  const Categories categories = categories_of(y, weights);
  fit.levels = categories.levels;
  const Index levels = static_cast<Index>(fit.levels.size()), equations = levels - 1;
  const VectorXd weight = weights.size() > 0 ? VectorXd(weights) : VectorXd::Ones(n);
  const DesignBasis basis(design, weight);
  const Index rank = basis.rank();
  fit.aliased = basis.aliased;
  const NewtonMaximum maximum =
      newton_maximise([&](const VectorXd& at) { return likelihood(basis.q, categories.place, weight, levels, at); },
                      VectorXd::Zero(rank * equations));

  fit.coefficient.resize(p, equations);
  fit.se = fit.z = fit.p = fit.log10_p = MatrixXd::Constant(p, equations, missing);
  fit.covariance = MatrixXd::Constant(p * equations, p * equations, missing);
  for (Index c = 0; c < equations; ++c) fit.coefficient.col(c) = basis.coefficient(maximum.at.segment(c * rank, rank));
  fit.fitted = log_probabilities(basis.q, maximum.at, levels).array().exp();
  fit.log_likelihood = maximum.point.value;
  fit.iterations = maximum.iterations;
  fit.converged = maximum.converged;
  const bool endless = std::ranges::find(maximum.endless, true) != maximum.endless.end();
  if (!fit.converged) {
    fit.reason = endless ? "separated" : "not converged";
    return fit;
  }
  const MatrixXd inverse = symmetric_inverse(maximum.point.curvature);
  for (Index c = 0; c < equations; ++c)
    for (Index d = 0; d < equations; ++d)
      fit.covariance.block(c * p, d * p, p, p) = basis.covariance(inverse.block(c * rank, d * rank, rank, rank));
  for (Index c = 0; c < equations; ++c) {
    for (const Index j : basis.kept) {
      fit.se(j, c) = std::sqrt(fit.covariance(c * p + j, c * p + j));
      fit.z(j, c) = fit.coefficient(j, c) / fit.se(j, c);
      const Tail tail = normal_two_sided(fit.z(j, c));
      fit.p(j, c) = tail.p;
      fit.log10_p(j, c) = tail.log10_p;
    }
  }
  return fit;
}

TestResult multinomial_test(ConstMatrix given, std::span<const int> outcome, std::span<const Index> columns,
                            ModelTest test, const VectorXd& given_weights, double level) {
  if (test == ModelTest::score) throw std::invalid_argument("multinomial regression has no score test here");
  TestResult result;
  result.test = test == ModelTest::wald ? "multinomial wald" : "multinomial likelihood ratio";
  const VectorXd known[] = {codes_as_numbers(outcome), given_weights};
  const std::vector<Index> rows = complete_rows(given, known);
  const TestedLast split(MatrixXd(given(rows, Eigen::all)), columns);
  const std::vector<int> y = codes_of(outcome, rows);
  const VectorXd weights = rows_of(given_weights, rows);
  result.n = rows.size();
  const MultinomialFit fit = multinomial_regression(split.design, y, weights);
  const bool separated = fit.reason == "separated";
  result.reason = reason_code(fit.reason);
  if (!fit.reason.empty() && !separated) return result;
  const Index tested = split.rest, p = split.design.cols(), equations = fit.coefficient.cols();
  std::vector<Index> estimable;
  for (Index c = 0; c < equations; ++c)
    for (Index j = tested; j < p; ++j)
      if (!fit.aliased[j]) estimable.push_back(c * p + j);
  if (estimable.empty()) {
    result.reason = Reason::collinear;
    return result;
  }
  const bool ratio = test == ModelTest::likelihood_ratio;
  MultinomialFit smaller;
  if (separated || ratio) smaller = multinomial_regression(split.design.leftCols(tested), y, weights);
  const bool smaller_separated = smaller.reason == "separated";
  if (columns.size() == 1 && equations == 1) {
    // Separation that comes with the column is the column's.
    const double b = !separated          ? fit.coefficient(tested, 0)
                     : smaller_separated ? missing
                                         : std::copysign(infinity, fit.coefficient(tested, 0));
    set_estimate(result, b, fit.se(tested, 0), {"odds_ratio"}, level);
    if (separated) result.ci_reason = Reason::separated;
  }
  if (!ratio) {
    if (!separated) set_test(result, wald_test(fit.coefficient.reshaped(), fit.covariance, estimable));
    return result;
  }
  result.reason = smaller_separated ? Reason::none : reason_code(smaller.reason);
  if (result.reason == Reason::none)
    set_test(result, chi_square_test(std::max(0.0, 2 * (fit.log_likelihood - smaller.log_likelihood)),
                                     static_cast<double>(estimable.size())));
  return result;
}

}  // namespace rgx::stats
