#include "stats/learning/penalise_cox_curve.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats::detail {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

CoxCurve::CoxCurve(const CoxOrder& order, CoxTies ties)
    : order_(order), terms_(cox_terms(order, ties)), event_(cox_events(order)) {
  for (const CoxTerm& term : terms_) {
    const CoxOrder::Group& group = order.groups[term.group];
    const double events = order.weight.segment(group.first, group.events).sum();
    saturated_ -= term.mass * std::log((1 - term.fraction) * events);
  }
  cases_.resize(static_cast<std::size_t>(order.size()));
  steps_.resize(order.groups.size());
  steps_events_.resize(ties == CoxTies::efron ? order.groups.size() : 0);
  at_entry_.resize(order.leaving.empty() ? 0 : cases_.size());
}

void CoxCurve::at(const VectorXd& eta) {
  const VectorXd log_hazard = eta + order_.offset;
  sums_ = cox_expected(order_, terms_, log_hazard);
  residual_ = order_.weight.cwiseProduct(event_ - sums_.expected);
  // Risks are relative to the stratum's largest log hazard: so are those of the events here.
  log_likelihood_ = 0;
  const std::size_t groups = order_.groups.size();
  for (std::size_t g = 0; g < groups;) {
    const Index first = order_.groups[g].first;
    const std::size_t start = g;
    Index last = order_.groups[g].last;
    while (++g < groups && !order_.groups[g].new_stratum) last = order_.groups[g].last;
    const double top = log_hazard.segment(first, last - first).maxCoeff();
    for (std::size_t k = start; k < g; ++k) {
      const CoxOrder::Group& group = order_.groups[k];
      for (Index i = group.first; i < group.first + group.events; ++i)
        log_likelihood_ += order_.weight[i] * (log_hazard[i] - top);
    }
  }
  for (std::size_t t = 0; t < terms_.size(); ++t)
    log_likelihood_ -= terms_[t].mass * std::log(sums_.total[static_cast<Index>(t)]);
}

// cases_ holds the columns, and their products afterwards.
void CoxCurve::weigh_lanes() const {
  const std::size_t groups = order_.groups.size();
  const bool tied = !steps_events_.empty();
  const VectorXd& risk = sums_.risk;
  Lanes sum = Lanes::Zero();
  double risks = 0;
  std::size_t t = 0;
  RisksLeft left(order_);
  for (std::size_t g = 0; g < groups; ++g) {
    const CoxOrder::Group& group = order_.groups[g];
    if (group.new_stratum) {
      sum.setZero();
      risks = 0;
    }
    const auto add = [&](Index k, double sign) {
      sum += (sign * risk[k]) * cases_[static_cast<std::size_t>(k)];
      risks += sign * risk[k];
    };
    if (left.leave(group, [&](Index k) { add(k, -1); }) && left.little(risks)) {
      sum.setZero();
      risks = 0;
      left.each(group, [&](Index k) { add(k, 1); });
      left.start(risks);
    }
    Lanes events = Lanes::Zero();
    if (tied && group.events > 1)
      for (Index k = group.first; k < group.first + group.events; ++k)
        events += risk[k] * cases_[static_cast<std::size_t>(k)];
    for (Index k = group.first; k < group.last; ++k) add(k, 1);
    left.grown(risks);
    Lanes all = Lanes::Zero(), own = Lanes::Zero();
    for (; t < terms_.size() && terms_[t].group == g; ++t) {
      const CoxTerm& term = terms_[t];
      const double total = sums_.total[static_cast<Index>(t)];
      const Lanes step = term.mass / (total * total) * (term.fraction > 0 ? sum - term.fraction * events : sum);
      all += step;
      if (tied) own += (1 - term.fraction) * step;
    }
    steps_[g] = all;
    if (tied) steps_events_[g] = own;
  }
  Lanes passed = Lanes::Zero();
  if (!at_entry_.empty()) std::fill(at_entry_.begin(), at_entry_.end(), Lanes(Lanes::Zero()));
  for (std::size_t g = groups; g-- > 0;) {
    const CoxOrder::Group& group = order_.groups[g];
    for (Index k = group.first; k < group.last; ++k) {
      Lanes& x = cases_[static_cast<std::size_t>(k)];
      const bool own = tied && k < group.first + group.events;
      Lanes mean = passed + (own ? steps_events_[g] : steps_[g]);
      if (!at_entry_.empty()) mean -= at_entry_[static_cast<std::size_t>(k)];
      x = (order_.weight[k] * sums_.expected[k]) * x - risk[k] * mean;
    }
    passed += steps_[g];
    for (Index k = group.left_first; k < group.left_last; ++k)
      at_entry_[static_cast<std::size_t>(order_.leaving[k])] = passed;
    if (group.new_stratum) passed.setZero();
  }
}

void CoxCurve::weigh(const MatrixXd& x, std::span<const Index> columns, MatrixXd& out) const {
  const Index n = x.rows(), count = static_cast<Index>(columns.size());
  for (Index from = 0; from < count; from += 8) {
    const Index lanes = std::min<Index>(8, count - from);
    const double* source[8];
    for (Index l = 0; l < 8; ++l)
      source[l] = x.col(columns[static_cast<std::size_t>(from + std::min(l, lanes - 1))]).data();
    for (Index i = 0; i < n; ++i)
      for (Index l = 0; l < 8; ++l) cases_[static_cast<std::size_t>(i)][l] = source[l][i];
    weigh_lanes();
    for (Index l = 0; l < lanes; ++l) {
      double* to = out.col(from + l).data();
      for (Index i = 0; i < n; ++i) to[i] = cases_[static_cast<std::size_t>(i)][l];
    }
  }
}

}  // namespace rgx::stats::detail
