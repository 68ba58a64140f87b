#include "stats/survival/cox_risk.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<CoxTerm> cox_terms(const CoxOrder& order, CoxTies ties) {
  std::vector<CoxTerm> terms;
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    const double weight = order.weight.segment(group.first, group.events).sum();
    const double d = static_cast<double>(group.events);
    if (ties == CoxTies::breslow && group.events > 0) terms.push_back({g, 0, weight});
    if (ties == CoxTies::efron)
      for (Index k = 0; k < group.events; ++k) terms.push_back({g, static_cast<double>(k) / d, weight / d});
  }
  return terms;
}

VectorXd cox_events(const CoxOrder& order) {
  VectorXd event = VectorXd::Zero(order.size());
  for (const CoxOrder::Group& group : order.groups) event.segment(group.first, group.events).setOnes();
  return event;
}

CoxPoint cox_point(const CoxOrder& order, const std::vector<CoxTerm>& terms, const RowMatrix& x,
                   const VectorXd& log_hazard) {
  const Index p = x.cols();
  CoxPoint at{0, VectorXd::Zero(p), MatrixXd::Zero(p, p)};
  for (const CoxOrder::Group& group : order.groups) {
    for (Index k = group.first; k < group.first + group.events; ++k) {
      at.log_likelihood += order.weight[k] * log_hazard[k];
      at.score += order.weight[k] * x.row(k).transpose();
    }
  }
  for_each_risk_set(order, terms, x, log_hazard,
                    [&](const CoxTerm& term, double log_sum, const VectorXd& mean, const MatrixXd& variance) {
                      at.log_likelihood -= term.mass * log_sum;
                      at.score -= term.mass * mean;
                      at.information += term.mass * variance;
                    });
  return at;
}

CoxExpected cox_expected(const CoxOrder& order, const std::vector<CoxTerm>& terms, const VectorXd& log_hazard) {
  const std::size_t groups = order.groups.size();
  CoxExpected out{VectorXd(order.size()), VectorXd(order.size()), VectorXd(static_cast<Index>(terms.size()))};
  // Relative to the stratum's largest log hazard.
  VectorXd relative(order.size());
  for (std::size_t g = 0; g < groups;) {
    const Index first = order.groups[g].first;
    Index last = order.groups[g].last;
    while (++g < groups && !order.groups[g].new_stratum) last = order.groups[g].last;
    const auto part = log_hazard.segment(first, last - first);
    relative.segment(first, last - first) = (part.array() - part.maxCoeff()).exp();
  }
  out.risk = order.weight.cwiseProduct(relative);
  // Latest first: the sums of risks. Each group's hazard for those who go on, and for its own events.
  std::vector<double> hazard(groups, 0), hazard_events(groups, 0);
  double sum = 0;
  std::size_t t = 0;
  RisksLeft left(order);
  for (std::size_t g = 0; g < groups; ++g) {
    const CoxOrder::Group& group = order.groups[g];
    if (group.new_stratum) sum = 0;
    if (left.leave(group, [&](Index k) { sum -= out.risk[k]; }) && left.little(sum)) {
      sum = 0;
      left.each(group, [&](Index k) { sum += out.risk[k]; });
      left.start(sum);
    }
    sum += out.risk.segment(group.first, group.last - group.first).sum();
    left.grown(sum);
    const double events = out.risk.segment(group.first, group.events).sum();
    for (; t < terms.size() && terms[t].group == g; ++t) {
      out.total[static_cast<Index>(t)] = terms[t].fraction > 0 ? sum - terms[t].fraction * events : sum;
      const double step = terms[t].mass / out.total[static_cast<Index>(t)];
      hazard[g] += step;
      hazard_events[g] += (1 - terms[t].fraction) * step;
    }
  }
  // Earliest first: what has passed, less what had passed when the case entered.
  double passed = 0;
  VectorXd at_entry = VectorXd::Zero(order.size());
  for (std::size_t g = groups; g-- > 0;) {
    const CoxOrder::Group& group = order.groups[g];
    for (Index k = group.first; k < group.last; ++k)
      out.expected[k] =
          relative[k] * (passed + (k < group.first + group.events ? hazard_events[g] : hazard[g]) - at_entry[k]);
    passed += hazard[g];
    for (Index k = group.left_first; k < group.left_last; ++k) at_entry[order.leaving[k]] = passed;
    if (group.new_stratum) passed = 0;
  }
  return out;
}

RowMatrix cox_score_residuals(const CoxOrder& order, const std::vector<CoxTerm>& terms, const RowMatrix& x,
                              const VectorXd& log_hazard) {
  const Index p = x.cols();
  const std::size_t groups = order.groups.size();
  const CoxExpected at = cox_expected(order, terms, log_hazard);
  // By group: mean of x at its events, and hazard · mean for those who go on and for its own events.
  RowMatrix mean = RowMatrix::Zero(static_cast<Index>(groups), p), steps = mean, steps_events = mean;
  std::vector<double> count(groups, 0);
  Index t = 0;
  for_each_risk_set(order, terms, x, log_hazard,
                    [&](const CoxTerm& term, double, const VectorXd& at_risk, const MatrixXd&) {
                      const Index g = static_cast<Index>(term.group);
                      const double step = term.mass / at.total[t++];
                      mean.row(g) += at_risk.transpose();
                      ++count[term.group];
                      steps.row(g) += step * at_risk.transpose();
                      steps_events.row(g) += (1 - term.fraction) * step * at_risk.transpose();
                    });
  RowMatrix residual(order.size(), p);
  Eigen::RowVectorXd passed = Eigen::RowVectorXd::Zero(p);
  RowMatrix at_entry = RowMatrix::Zero(order.leaving.empty() ? 0 : order.size(), p);
  for (std::size_t g = groups; g-- > 0;) {
    const CoxOrder::Group& group = order.groups[g];
    const Index row = static_cast<Index>(g);
    for (Index k = group.first; k < group.last; ++k) {
      const bool event = k < group.first + group.events;
      const double relative = at.risk[k] / order.weight[k];
      const auto own = event ? steps_events.row(row) : steps.row(row);
      residual.row(k) = relative * (passed + own) - at.expected[k] * x.row(k);
      if (!order.leaving.empty()) residual.row(k) -= relative * at_entry.row(k);
      if (event) residual.row(k) += x.row(k) - mean.row(row) / count[g];
    }
    passed += steps.row(row);
    for (Index k = group.left_first; k < group.left_last; ++k) at_entry.row(order.leaving[k]) = passed;
    if (group.new_stratum) passed.setZero();
  }
  return residual;
}

}  // namespace rgx::stats
