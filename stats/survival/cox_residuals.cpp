#include "stats/survival/cox_residuals.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/survival/cox_risk.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

// sign(m) √(-2 (m + δ ln(δ - m)))
double deviance_of(double martingale, bool event) {
  const double inside = martingale + (event ? std::log1p(-martingale) : 0);
  return std::copysign(std::sqrt(std::max(0.0, -2 * inside)), martingale);
}

}  // namespace

CoxResiduals cox_residuals(const CoxCases& cases, ConstMatrix design, const CoxFit& fit, const CoxOptions& options) {
  CoxResiduals out;
  out.reason = fit.reason;
  if (!fit.converged) return out;
  const CoxOrder order = cox_order(cases, cox_rows(cases, design));
  const Index n = order.size(), p = design.cols();
  std::vector<Index> kept;
  for (Index j = 0; j < p; ++j)
    if (!fit.aliased[j]) kept.push_back(j);
  const RowMatrix x = order.centred(design)(Eigen::all, kept);
  VectorXd log_hazard = order.offset;
  for (std::size_t j = 0; j < kept.size(); ++j) log_hazard += fit.coefficient[kept[j]] * x.col(static_cast<Index>(j));
  const std::vector<CoxTerm> terms = cox_terms(order, options.ties);
  const VectorXd event = cox_events(order);
  const VectorXd expected = cox_expected(order, terms, log_hazard).expected;
  const RowMatrix score = cox_score_residuals(order, terms, x, log_hazard);
  const RowMatrix influence = order.weight.asDiagonal() * score * fit.covariance(kept, kept);
  std::vector<Index> by_row(static_cast<std::size_t>(n));  // places in the order of the data
  std::iota(by_row.begin(), by_row.end(), Index{0});
  std::ranges::sort(by_row, {}, [&](Index k) { return order.place[k]; });
  out.martingale.resize(n);
  out.deviance.resize(n);
  out.score = out.dfbeta = out.dfbetas = MatrixXd::Constant(n, p, missing);
  for (Index i = 0; i < n; ++i) {
    const Index k = by_row[i];
    out.row.push_back(order.place[k]);
    out.event.push_back(event[k] > 0);
    out.martingale[i] = event[k] - expected[k];
    out.deviance[i] = deviance_of(out.martingale[i], event[k] > 0);
    for (std::size_t c = 0; c < kept.size(); ++c) {
      const Index j = kept[c], column = static_cast<Index>(c);
      out.score(i, j) = score(k, column);
      out.dfbeta(i, j) = influence(k, column);
      out.dfbetas(i, j) = influence(k, column) / fit.se[j];
    }
  }
  return out;
}

}  // namespace rgx::stats
