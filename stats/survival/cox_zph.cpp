#include <Eigen/Dense>

#include "stats/survival/cox.hpp"
#include "stats/survival/cox_risk.hpp"
#include "stats/survival/cox_time_scale.hpp"

namespace rgx::stats {
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

ProportionalHazards cox_proportional_hazards(const CoxCases& cases, ConstMatrix design, const CoxFit& fit,
                                             const CoxOptions& options) {
  ProportionalHazards out;
  out.column.resize(static_cast<std::size_t>(design.cols()));
  out.reason = fit.reason;
  if (!fit.converged) return out;
  std::vector<Index> kept;
  for (Index j = 0; j < design.cols(); ++j)
    if (!fit.aliased[j]) kept.push_back(j);
  if (kept.empty()) return out;
  const CoxOrder order = cox_order(cases, cox_rows(cases, design));
  // In units of the standard errors.
  const VectorXd unit = fit.se(kept);
  const RowMatrix x = order.centred(design)(Eigen::all, kept) * unit.asDiagonal();
  const VectorXd log_hazard = order.offset + x * fit.coefficient(kept).cwiseQuotient(unit);
  const VectorXd scale = cox_time_scale(order);
  const Index p = x.cols();
  VectorXd slope = VectorXd::Zero(p);
  MatrixXd plain = MatrixXd::Zero(p, p), cross = plain, square = plain;
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    for (Index k = group.first; k < group.first + group.events; ++k)
      slope += order.weight[k] * scale[static_cast<Index>(g)] * x.row(k).transpose();
  }
  for_each_risk_set(order, cox_terms(order, options.ties), x, log_hazard,
                    [&](const CoxTerm& term, double, const VectorXd& mean, const MatrixXd& variance) {
                      const double g = scale[static_cast<Index>(term.group)];
                      slope -= term.mass * g * mean;
                      plain += term.mass * variance;
                      cross += term.mass * g * variance;
                      square += term.mass * g * g * variance;
                    });
  const MatrixXd rest = square - cross.transpose() * plain.ldlt().solve(cross);
  // Events at one time, or too few of them, leave nothing for the change with time.
  bool estimable = true;
  for (Index k = 0; k < p; ++k) {
    const bool some = rest(k, k) > 1e-12 * square(k, k);
    estimable = estimable && some;
    if (some) out.column[static_cast<std::size_t>(kept[k])] = chi_square_test(slope[k] * slope[k] / rest(k, k), 1);
  }
  if (estimable) out.global = chi_square_test(slope.dot(rest.ldlt().solve(slope)), static_cast<double>(p));
  return out;
}

}  // namespace rgx::stats
