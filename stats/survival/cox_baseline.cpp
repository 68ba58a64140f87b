#include "stats/survival/cox_baseline.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "stats/survival/cox_risk.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

double CoxBaseline::survival(double log_hazard, double t, int stratum) const {
  const auto at = std::ranges::find(curves, stratum, &Curve::stratum);
  if (at == curves.end() || std::isnan(log_hazard)) return missing;
  const auto after = std::ranges::upper_bound(at->time, t);
  if (after == at->time.begin()) return 1;
  const double hazard = at->cumulative_hazard[static_cast<std::size_t>(std::distance(at->time.begin(), after)) - 1];
  return std::exp(-hazard * std::exp(log_hazard - at->centre));
}

Eigen::MatrixXd CoxBaseline::survival(ConstVector log_hazard, std::span<const double> times, int stratum) const {
  Eigen::MatrixXd out(log_hazard.size(), static_cast<Index>(times.size()));
  for (Index j = 0; j < out.cols(); ++j)
    for (Index i = 0; i < out.rows(); ++i)
      out(i, j) = survival(log_hazard[i], times[static_cast<std::size_t>(j)], stratum);
  return out;
}

CoxBaseline cox_baseline(const CoxCases& cases, ConstMatrix design, const CoxFit& fit, CoxTies ties) {
  CoxBaseline out;
  VectorXd coefficient = fit.coefficient;
  for (Index j = 0; j < coefficient.size(); ++j)
    if (fit.aliased[static_cast<std::size_t>(j)]) coefficient[j] = 0;
  if (coefficient.size() != design.cols() || !coefficient.allFinite()) return out;
  const CoxOrder order = cox_order(cases, cox_rows(cases, design));
  const VectorXd linear = design * coefficient;
  VectorXd log_hazard = order.offset;
  for (Index k = 0; k < order.size(); ++k) log_hazard[k] += linear[order.place[k]];
  const std::vector<CoxTerm> terms = cox_terms(order, ties);
  const CoxExpected expected = cox_expected(order, terms, log_hazard);  // risks relative to the stratum's largest
  std::size_t t = 0;
  for (std::size_t first = 0, last = 0; first < order.groups.size(); first = last) {
    last = first + 1;
    while (last < order.groups.size() && !order.groups[last].new_stratum) ++last;
    const Index from = order.groups[first].first, size = order.groups[last - 1].last - from;
    CoxBaseline::Curve curve{cases.stratum.empty() ? 0 : cases.stratum[order.place[from]],
                             log_hazard.segment(from, size).maxCoeff(),
                             {},
                             {}};
    for (std::size_t g = first; g < last; ++g) {
      if (order.groups[g].events == 0) continue;
      double step = 0;
      for (; t < terms.size() && terms[t].group == g; ++t)
        step += terms[t].mass / expected.total[static_cast<Index>(t)];
      curve.time.push_back(order.groups[g].time);
      curve.cumulative_hazard.push_back(step);
    }
    std::ranges::reverse(curve.time);
    std::ranges::reverse(curve.cumulative_hazard);
    for (std::size_t i = 1; i < curve.cumulative_hazard.size(); ++i)
      curve.cumulative_hazard[i] += curve.cumulative_hazard[i - 1];
    out.curves.push_back(std::move(curve));
  }
  return out;
}

}  // namespace rgx::stats
