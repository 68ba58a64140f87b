#include "stats/survival/cox.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>

#include "stats/survival/cox_maximise.hpp"
#include "stats/survival/cox_risk.hpp"
#include "stats/survival/cox_tested.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Sums of the cases' influences within each cluster, one row a cluster.
MatrixXd by_cluster(const CoxCases& cases, const CoxOrder& order, const RowMatrix& influence) {
  std::map<int, Eigen::RowVectorXd> sums;
  for (Index k = 0; k < order.size(); ++k) {
    auto& sum = sums[cases.cluster[order.place[k]]];
    if (sum.size() == 0) sum.setZero(influence.cols());
    sum += influence.row(k);
  }
  MatrixXd out(static_cast<Index>(sums.size()), influence.cols());
  Index row = 0;
  for (const auto& [cluster, sum] : sums) out.row(row++) = sum;
  return out;
}

// Robust covariance of the kept columns (Lin & Wei 1989): D'D, D the influences by cluster.
MatrixXd robust(const CoxCases& cases, const CoxOrder& order, const RowMatrix& x, const CoxMaximum& best,
                CoxTies ties) {
  std::vector<Index> finite;
  for (Index j = 0; j < x.cols(); ++j)
    if (std::isfinite(best.covariance(j, j))) finite.push_back(j);
  const RowMatrix residual = cox_score_residuals(order, cox_terms(order, ties), x(Eigen::all, finite), best.log_hazard);
  const RowMatrix influence = order.weight.asDiagonal() * residual * best.covariance(finite, finite);
  const MatrixXd d = by_cluster(cases, order, influence);
  MatrixXd out = MatrixXd::Constant(x.cols(), x.cols(), missing);
  const MatrixXd product = d.transpose() * d;
  for (std::size_t i = 0; i < finite.size(); ++i)
    for (std::size_t j = 0; j < finite.size(); ++j)
      out(finite[i], finite[j]) = product(static_cast<Index>(i), static_cast<Index>(j));
  return out;
}

ChiSquare robust_score(const CoxCases& cases, const CoxOrder& order, const RowMatrix& x, CoxTies ties) {
  const RowMatrix residual = cox_score_residuals(order, cox_terms(order, ties), x, order.offset);
  // In units of each column's own size.
  const Eigen::RowVectorXd size = residual.colwise().norm();
  const MatrixXd d = by_cluster(cases, order, order.weight.asDiagonal() * residual * size.cwiseInverse().asDiagonal());
  const VectorXd u = d.colwise().sum();
  const MatrixXd square = d.transpose() * d;
  return chi_square_test(u.dot(square.ldlt().solve(u)), static_cast<double>(x.cols()));
}

}  // namespace

CoxFit cox_regression(const CoxCases& cases, ConstMatrix design, const CoxOptions& options) {
  const Index p = design.cols();
  CoxFit fit;
  set_coefficients(fit, {}, p, {}, options.level);
  const std::vector<Index> rows = cox_rows(cases, design);
  const CoxOrder order = cox_order(cases, rows);
  fit.n = order.size();
  fit.events = order.events;
  fit.reason = cox_refusal(order, design);
  if (!fit.reason.empty()) return fit;

  const RowMatrix x = order.centred(design);
  const CoxMaximum best = cox_maximise(order, x, options);
  fit.log_likelihood_null = best.log_likelihood_null;
  fit.log_likelihood = best.log_likelihood;
  fit.iterations = best.iterations;
  fit.converged = best.converged;
  const bool monotone = std::ranges::find(best.infinite, true) != best.infinite.end();
  if (!best.converged) fit.reason = monotone ? "monotone likelihood" : "not converged";
  const bool clustered = !cases.cluster.empty();
  const RowMatrix kept = x(Eigen::all, best.kept);
  set_coefficients(fit, best, p, clustered ? robust(cases, order, kept, best, options.ties) : MatrixXd(),
                   options.level);
  // Nothing kept: still as many standard errors as columns.
  if (clustered && best.kept.empty()) {
    fit.robust_se = fit.se;
    fit.robust_covariance = fit.covariance;
  }
  if (best.kept.empty()) return fit;
  const double df = static_cast<double>(best.kept.size());
  fit.likelihood_ratio = chi_square_test(2 * (best.log_likelihood - best.log_likelihood_null), df);
  fit.score = chi_square_test(best.score_statistic, df);
  if (!monotone) fit.wald = wald_test(fit.coefficient, clustered ? fit.robust_covariance : fit.covariance, best.kept);
  if (clustered) fit.robust_score = robust_score(cases, order, kept, options.ties);
  return fit;
}

TestResult cox_test(const CoxCases& cases, ConstMatrix design, std::span<const Index> columns, ModelTest test,
                    const CoxOptions& options) {
  TestResult result;
  result.test = test == ModelTest::wald ? "cox wald" : test == ModelTest::score ? "cox score" : "cox likelihood ratio";
  const TestedLast split(design, columns);
  const MatrixXd& full = split.design;
  // The complete cases of the whole design serve the smaller one too.
  CoxCases complete = cases;
  const std::vector<Index> rows = cox_rows(cases, design);
  std::ranges::fill(complete.event, -1);
  for (const Index i : rows) complete.event[i] = cases.event[i];
  const CoxFit fit = cox_regression(complete, full, options);
  result.n = static_cast<std::size_t>(fit.n);
  result.reason = reason_code(fit.reason);
  if (std::isnan(fit.log_likelihood)) return result;
  const CoxTested tested = cox_tested(fit, split.rest);
  if (tested.columns.empty()) {
    result.reason = Reason::collinear;
    return result;
  }
  const double df = static_cast<double>(tested.columns.size());
  const bool clustered = !cases.cluster.empty();
  // An infinite coefficient leaves the other numbers good.
  if (result.reason == Reason::separated && (test != ModelTest::wald || !tested.infinite)) result.reason = Reason::none;
  if (columns.size() == 1) {
    const Index j = split.rest;
    set_estimate(result, fit.coefficient[j], clustered ? fit.robust_se[j] : fit.se[j], {"hazard_ratio"}, options.level);
  }
  if (result.reason != Reason::none) return result;
  if (test == ModelTest::wald) {
    set_test(result, wald_test(fit.coefficient, clustered ? fit.robust_covariance : fit.covariance, tested.columns));
    return result;
  }
  const CoxFit null = cox_regression(complete, full.leftCols(split.rest), options);
  if (test == ModelTest::likelihood_ratio) {
    set_test(result, chi_square_test(2 * (fit.log_likelihood - null.log_likelihood), df));
    return result;
  }
  result.reason = reason_code(null.reason);
  if (result.reason != Reason::none) return result;
  // The slope of the whole model at the smaller one's fit, which becomes the offset.
  CoxCases shifted = complete;
  if (shifted.offset.size() == 0) shifted.offset = VectorXd::Zero(cases.size());
  for (Index j = 0; j < split.rest; ++j)
    if (!null.aliased[j]) shifted.offset += null.coefficient[j] * full.col(j);
  CoxOptions no_step = options;
  no_step.max_iterations = 0;
  set_test(result, chi_square_test(cox_regression(shifted, full, no_step).score.statistic, df));
  return result;
}

}  // namespace rgx::stats
