#include "stats/regression/model_test.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/margin.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

ChiSquare chi_square_test(double statistic, double df) { return {statistic, df, chi_square_upper(statistic, df)}; }

void set_test(TestResult& result, const ChiSquare& test) {
  result.statistic = test.statistic;
  result.df = test.df;
  result.set(test.tail);
}

void set_estimate(TestResult& result, double coefficient, double se, CoefficientScale scale, double level) {
  const auto shown = [&](double b) { return scale.exponential ? std::exp(b) : b; };
  result.estimate_kind = scale.kind;
  result.estimate = shown(coefficient);
  const double half = normal_margin(level) * se;
  if (std::isinf(coefficient)) {
    result.ci_reason = Reason::separated;
  } else if (std::isfinite(half)) {
    result.ci_low = shown(coefficient - half);
    result.ci_high = shown(coefficient + half);
  } else if (!std::isnan(coefficient)) {
    result.ci_reason = Reason::degenerate;
  }
}

Reason reason_code(std::string_view words) {
  if (words.empty()) return Reason::none;
  if (words == "no cases") return Reason::too_few;
  if (words == "no events" || words == "one class") return Reason::one_class;
  if (words == "separated" || words == "monotone likelihood") return Reason::separated;
  if (words == "not converged") return Reason::not_converged;
  if (words == "not finite" || words == "missing value" || words == "weight not positive" || words == "negative weight")
    return Reason::not_finite;
  throw std::invalid_argument(std::string(words));  // what the caller got wrong: sizes, codes
}

ChiSquare wald_test(ConstVector coefficient, ConstMatrix covariance, std::span<const Index> columns) {
  std::vector<Index> use;
  for (const Index j : columns)
    if (std::isfinite(coefficient[j]) && std::isfinite(covariance(j, j))) use.push_back(j);
  if (use.empty()) return {};
  const VectorXd b = coefficient(use);
  // Scaled to unit variances, so that units of the columns cost no digits.
  const VectorXd sd = covariance.diagonal()(use).cwiseSqrt();
  const MatrixXd correlation = sd.cwiseInverse().asDiagonal() * covariance(use, use) * sd.cwiseInverse().asDiagonal();
  const VectorXd z = b.cwiseQuotient(sd);
  return chi_square_test(z.dot(correlation.ldlt().solve(z)), static_cast<double>(use.size()));
}

std::vector<Index> complete_rows(ConstMatrix design, std::span<const VectorXd> vectors) {
  for (const VectorXd& v : vectors)
    if (v.size() != 0 && v.size() != design.rows())
      throw std::invalid_argument("vectors of another length than the design");
  std::vector<Index> rows;
  for (Index i = 0; i < design.rows(); ++i) {
    const bool known = std::ranges::all_of(vectors, [&](const VectorXd& v) { return !v.size() || !std::isnan(v[i]); });
    if (known && !design.row(i).hasNaN()) rows.push_back(i);
  }
  return rows;
}

VectorXd rows_of(const VectorXd& v, std::span<const Index> rows) {
  if (v.size() == 0) return {};
  VectorXd out(static_cast<Index>(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) out[static_cast<Index>(i)] = v[rows[i]];
  return out;
}

TestedLast::TestedLast(ConstMatrix given, std::span<const Index> tested) {
  std::vector<Index> order;
  for (Index j = 0; j < given.cols(); ++j)
    if (std::ranges::find(tested, j) == tested.end()) order.push_back(j);
  rest = static_cast<Index>(order.size());
  order.insert(order.end(), tested.begin(), tested.end());
  if (tested.empty() || static_cast<Index>(order.size()) != given.cols())
    throw std::invalid_argument("tested columns are not columns of the design");
  design = given(Eigen::all, order);
}

std::vector<TestResult> each_feature(ConstMatrix features, ConstMatrix covariates,
                                     const std::function<TestResult(const MatrixXd&, Index)>& test,
                                     const ParallelFor& parallel) {
  const Index k = covariates.cols();
  if (k > 0 && covariates.rows() != features.rows())
    throw std::invalid_argument("covariates of another number of cases");
  std::vector<TestResult> results(static_cast<std::size_t>(features.cols()));
  parallel(results.size(), [&](std::size_t i) {
    MatrixXd design(features.rows(), k + 1);
    if (k > 0) design.leftCols(k) = covariates;
    design.col(k) = features.col(static_cast<Index>(i));
    results[i] = test(design, k);
  });
  return results;
}

}  // namespace rgx::stats
