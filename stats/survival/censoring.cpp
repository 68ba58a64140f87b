#include "stats/survival/censoring.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

Censoring censoring_of(const CoxOrder& order) {
  const Index groups = static_cast<Index>(order.groups.size());
  Censoring out{VectorXd(groups), VectorXd(groups), VectorXd(groups), VectorXd(groups)};
  // A stratum's groups stand latest first; its cases at risk at a time are those up to and with that group.
  for (Index first = 0, last = 0; first < groups; first = last) {
    last = first + 1;
    while (last < groups && !order.groups[last].new_stratum) ++last;
    const Index start = order.groups[first].first;
    const double n = static_cast<double>(order.groups[last - 1].last - start);
    double share = 1, passed = 0;
    for (Index g = last; g-- > first;) {
      const CoxOrder::Group& group = order.groups[g];
      const double at_risk = static_cast<double>(group.last - start);
      const double censored = static_cast<double>(group.last - group.first - group.events);
      out.before[g] = share;
      if (censored > 0) share *= 1 - censored / (at_risk - static_cast<double>(group.events));
      passed += n * censored / (at_risk * at_risk);
      out.at[g] = share;
      out.at_risk[g] = at_risk;
      out.passed[g] = passed;
    }
  }
  return out;
}

VectorXd censoring_influence(const CoxOrder& order, const Censoring& censoring, const VectorXd& part, double until) {
  const double n = static_cast<double>(order.size());
  double longer = 0, later = 0;  // parts of those who live longer, and of events still to come
  for (const CoxOrder::Group& group : order.groups) {
    if (group.time > until)
      longer += part.segment(group.first, group.last - group.first).sum();
    else
      later += part.segment(group.first, group.events).sum();
  }
  VectorXd out(order.size());
  double done = 0, passed = 0;  // events so far, each with the hazard that had passed before it; the hazard passed
  for (std::size_t g = order.groups.size(); g-- > 0;) {
    const CoxOrder::Group& group = order.groups[g];
    if (group.time > until) {
      out.segment(group.first, group.last - group.first).setConstant(-(done + longer * passed) / n);
      continue;
    }
    const double events = part.segment(group.first, group.events).sum();
    done += events * passed;
    later -= events;
    passed = censoring.passed[static_cast<Index>(g)];
    const double rest = later + longer, own = n / censoring.at_risk[static_cast<Index>(g)];
    for (Index k = group.first; k < group.last; ++k)
      out[k] = (rest * ((k < group.first + group.events ? 0 : own) - passed) - done) / n;
  }
  return out;
}

}  // namespace rgx::stats
