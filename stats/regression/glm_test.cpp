#include "stats/regression/glm_test.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

ChiSquare glm_score_test(const TestedLast& split, const VectorXd& root_weight, const VectorXd& residual) {
  const PivotedQr qr = pivoted_qr(root_weight.asDiagonal() * split.design, residual, 1e-11);
  double statistic = 0;
  Index df = 0;
  for (std::size_t k = 0; k < qr.kept.size(); ++k) {
    if (qr.kept[k] < split.rest) continue;
    statistic += qr.qty[static_cast<Index>(k)] * qr.qty[static_cast<Index>(k)];
    ++df;
  }
  return df > 0 ? chi_square_test(statistic, static_cast<double>(df)) : ChiSquare{};
}

TestResult logistic_test(ConstMatrix given, const VectorXd& outcome, std::span<const Index> columns, ModelTest test,
                         const VectorXd& given_weights, const VectorXd& given_offset, double level) {
  TestResult result;
  result.test = test == ModelTest::wald    ? "logistic wald"
                : test == ModelTest::score ? "logistic score"
                                           : "logistic likelihood ratio";
  const VectorXd known[] = {outcome, given_weights, given_offset};
  const std::vector<Index> rows = complete_rows(given, known);
  const TestedLast split(MatrixXd(given(rows, Eigen::all)), columns);
  const VectorXd y = rows_of(outcome, rows), weights = rows_of(given_weights, rows),
                 offset = rows_of(given_offset, rows);
  result.n = rows.size();
  const LogisticFit fit = logistic_regression(split.design, y, weights, offset);
  result.reason = reason_code(fit.reason);
  const bool separated = result.reason == Reason::separated;
  if (result.reason != Reason::none && !separated) return result;
  const Index p = split.design.cols(), tested = split.rest;
  std::vector<Index> estimable;
  for (Index j = tested; j < p; ++j)
    if (!fit.aliased[j]) estimable.push_back(j);
  if (estimable.empty()) {
    result.reason = Reason::collinear;
    return result;
  }
  const bool need_smaller = separated || test != ModelTest::wald;
  LogisticFit smaller;
  if (need_smaller) smaller = logistic_regression(split.design.leftCols(tested), y, weights, offset);
  const bool smaller_separated = smaller.reason == "separated";

  if (columns.size() == 1) {
    // Separation that comes with the column is the column's.
    const double infinite = std::copysign(std::numeric_limits<double>::infinity(), fit.coefficient[tested]);
    const double b = !separated ? fit.coefficient[tested] : smaller_separated ? missing : infinite;
    set_estimate(result, b, fit.se[tested], {"odds_ratio"}, level);
    if (separated) result.ci_reason = Reason::separated;
    if (!separated && test == ModelTest::likelihood_ratio) {
      const CoefficientInterval ci = profile_interval(split.design, y, fit, tested, level, weights, offset);
      result.ci_low = std::exp(ci.low);
      result.ci_high = std::exp(ci.high);
    }
  }
  if (test == ModelTest::wald) {
    if (!separated) set_test(result, wald_test(fit.coefficient, fit.covariance, estimable));
    return result;
  }
  result.reason = reason_code(smaller.reason);
  if (test == ModelTest::likelihood_ratio) {
    if (smaller_separated) result.reason = Reason::none;
    if (result.reason == Reason::none)
      set_test(result, chi_square_test(smaller.deviance - fit.deviance, static_cast<double>(estimable.size())));
    return result;
  }
  if (result.reason != Reason::none) return result;
  const Eigen::ArrayXd mu = smaller.fitted.array();
  const Eigen::ArrayXd w = weights.size() > 0 ? Eigen::ArrayXd(weights.array()) : Eigen::ArrayXd::Ones(y.size());
  const Eigen::ArrayXd root = (w * mu * (1 - mu)).sqrt();
  const VectorXd residual = (root > 0).select(w * (y.array() - mu) / root, 0.0);
  set_test(result, glm_score_test(split, root, residual));
  return result;
}

}  // namespace rgx::stats
