#include "stats/survival/fine_gray.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/survival/competing_times.hpp"
#include "stats/survival/cox_maximise.hpp"
#include "stats/survival/cox_tested.hpp"
#include "stats/survival/subdistribution.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<Index> rows_known(const CompetingCases& cases, ConstMatrix design) {
  if (cases.entry.size() > 0) throw std::invalid_argument("Fine and Gray's regression takes no entries");
  if (design.rows() != cases.size()) throw std::invalid_argument("times and design of different lengths");
  std::vector<Index> rows;
  for (const Index i : competing_rows(cases))
    if (!design.row(i).hasNaN()) rows.push_back(i);
  return rows;
}

// Of the kept columns; missing where a coefficient is infinite or free.
MatrixXd sandwich(const Subdistribution& at, const RowMatrix& x, const CoxMaximum& best) {
  std::vector<Index> finite;
  for (Index j = 0; j < x.cols(); ++j)
    if (std::isfinite(best.covariance(j, j))) finite.push_back(j);
  const RowMatrix d =
      subdistribution_influence(at, x(Eigen::all, finite), best.log_hazard) * best.covariance(finite, finite);
  const MatrixXd product = d.transpose() * d;
  MatrixXd out = MatrixXd::Constant(x.cols(), x.cols(), missing);
  for (std::size_t i = 0; i < finite.size(); ++i)
    for (std::size_t j = 0; j < finite.size(); ++j)
      out(finite[i], finite[j]) = product(static_cast<Index>(i), static_cast<Index>(j));
  return out;
}

}  // namespace

CoxFit fine_gray_regression(const CompetingCases& cases, ConstMatrix design, const FineGrayOptions& options) {
  CoxFit fit;
  set_coefficients(fit, {}, design.cols(), {}, options.level);
  const Subdistribution at = subdistribution(cases, rows_known(cases, design), options.cause);
  fit.n = at.order.size();
  fit.events = at.order.events;
  fit.reason = cox_refusal(at.order, design);
  if (!fit.reason.empty()) return fit;
  const RowMatrix x = at.order.centred(design);
  const auto partial = [&](const RowMatrix& columns, const VectorXd& log_hazard) {
    return subdistribution_point(at, columns, log_hazard);
  };
  const CoxOptions newton{CoxTies::breslow, options.level, options.epsilon, options.max_iterations};
  const CoxMaximum best = maximise_partial(partial, x, at.order.offset, newton);
  fit.log_likelihood_null = best.log_likelihood_null;
  fit.log_likelihood = best.log_likelihood;
  fit.iterations = best.iterations;
  fit.converged = best.converged;
  const bool monotone = std::ranges::find(best.infinite, true) != best.infinite.end();
  if (!best.converged) fit.reason = monotone ? "monotone likelihood" : "not converged";
  const MatrixXd robust = sandwich(at, x(Eigen::all, best.kept), best);
  set_coefficients(fit, best, design.cols(), robust, options.level);
  if (!monotone && !best.kept.empty()) fit.wald = wald_test(fit.coefficient, fit.robust_covariance, best.kept);
  return fit;
}

TestResult fine_gray_test(const CompetingCases& cases, ConstMatrix design, std::span<const Index> columns,
                          const FineGrayOptions& options) {
  TestResult result;
  result.test = "fine-gray wald";
  const TestedLast split(design, columns);
  const CoxFit fit = fine_gray_regression(cases, split.design, options);
  result.n = static_cast<std::size_t>(fit.n);
  result.reason = reason_code(fit.reason);
  if (std::isnan(fit.log_likelihood)) return result;
  const CoxTested tested = cox_tested(fit, split.rest);
  if (tested.columns.empty()) {
    result.reason = Reason::collinear;
    return result;
  }
  if (result.reason == Reason::separated && !tested.infinite) result.reason = Reason::none;
  if (columns.size() == 1)
    set_estimate(result, fit.coefficient[split.rest], fit.robust_se[split.rest], {"subdistribution_hazard_ratio"},
                 options.level);
  if (result.reason == Reason::none)
    set_test(result, wald_test(fit.coefficient, fit.robust_covariance, tested.columns));
  return result;
}

}  // namespace rgx::stats
