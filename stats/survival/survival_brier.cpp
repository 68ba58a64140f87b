#include "stats/survival/survival_brier.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/margin.hpp"
#include "stats/survival/censoring.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Cases in order, with what the score at any time takes from them.
struct Followed {
  CoxOrder order;
  Censoring censoring;
  double last_event = -std::numeric_limits<double>::infinity();
  Followed(const CoxCases& cases, ConstMatrix survival) {
    if (!cases.stratum.empty() || !cases.cluster.empty() || cases.weight.size() > 0 || cases.offset.size() > 0 ||
        cases.entry.size() > 0)
      throw std::invalid_argument("the Brier score of survival takes cases alone");
    order = cox_order(cases, cox_rows(cases, survival));
    censoring = censoring_of(order);
    for (const CoxOrder::Group& group : order.groups)
      if (group.events > 0) last_event = std::max(last_event, group.time);
  }

  // By place: each case's weighted squared difference at t, and its influence on the mean of them.
  struct At {
    double value;
    VectorXd influence;
  };
  [[nodiscard]] At at(double t, const VectorXd& survival) const {
    VectorXd part = VectorXd::Zero(order.size());
    double share = 1;  // not censored up to t
    for (std::size_t g = order.groups.size(); g-- > 0;) {
      const CoxOrder::Group& group = order.groups[g];
      if (group.time <= t) {
        share = censoring.at[static_cast<Index>(g)];
        part.segment(group.first, group.events) =
            survival.segment(group.first, group.events).cwiseAbs2() / censoring.before[static_cast<Index>(g)];
      } else {
        const Index size = group.last - group.first;
        part.segment(group.first, size) = (1 - survival.segment(group.first, size).array()).square() / share;
      }
    }
    const double mean = part.mean();
    return {mean, (part.array() - mean).matrix() + censoring_influence(order, censoring, part, t)};
  }

  [[nodiscard]] VectorXd by_place(const Eigen::Ref<const VectorXd>& x) const {
    VectorXd out(order.size());
    for (Index k = 0; k < out.size(); ++k) out[k] = x[order.place[k]];
    return out;
  }

  [[nodiscard]] SurvivalBrier result(double t) const {
    SurvivalBrier out;
    out.n = static_cast<std::size_t>(order.size());
    if (out.n < 2 || t > last_event) out.reason = Reason::too_few;
    return out;
  }
};

void finish(SurvivalBrier& out, double value, const VectorXd& influence, double level) {
  const double n = static_cast<double>(out.n);
  out.value = value;
  out.se = std::sqrt((influence.array() - influence.mean()).square().sum() / (n * (n - 1)));
  const double margin = normal_margin(level) * out.se;
  out.ci = {std::max(0.0, value - margin), std::min(1.0, value + margin)};
}

}  // namespace

std::vector<SurvivalBrier> survival_brier(const CoxCases& cases, std::span<const double> times, ConstMatrix survival,
                                          double level) {
  if (survival.cols() != static_cast<Index>(times.size()))
    throw std::invalid_argument("predicted survival at other times than asked");
  const Followed followed(cases, survival);
  std::vector<SurvivalBrier> out;
  for (std::size_t j = 0; j < times.size(); ++j) {
    out.push_back(followed.result(times[j]));
    if (out.back().reason != Reason::none) continue;
    const auto [value, influence] = followed.at(times[j], followed.by_place(survival.col(static_cast<Index>(j))));
    finish(out.back(), value, influence, level);
  }
  return out;
}

SurvivalBrier integrated_brier(const CoxCases& cases, std::span<const double> times, ConstMatrix survival, double to,
                               double level) {
  if (survival.cols() != static_cast<Index>(times.size()))
    throw std::invalid_argument("predicted survival at other times than asked");
  const Followed followed(cases, survival);
  SurvivalBrier out = followed.result(to);
  if (out.reason == Reason::none && !(to > 0)) out.reason = Reason::too_few;
  if (out.reason != Reason::none) return out;
  std::vector<double> changes{0};
  for (const double t : times)
    if (t > 0 && t < to) changes.push_back(t);
  for (const CoxOrder::Group& group : followed.order.groups)
    if (group.time > 0 && group.time < to) changes.push_back(group.time);
  std::ranges::sort(changes);
  changes.erase(std::unique(changes.begin(), changes.end()), changes.end());
  double value = 0;
  VectorXd influence = VectorXd::Zero(followed.order.size()), predicted = VectorXd::Ones(followed.order.size());
  std::size_t next = 0;  // of times, not yet passed
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::size_t passed = next;
    while (next < times.size() && times[next] <= changes[i]) ++next;
    if (next > passed) predicted = followed.by_place(survival.col(static_cast<Index>(next) - 1));
    const double length = (i + 1 < changes.size() ? changes[i + 1] : to) - changes[i];
    const auto at = followed.at(changes[i], predicted);
    value += length / to * at.value;
    influence += length / to * at.influence;
  }
  finish(out, value, influence, level);
  return out;
}

}  // namespace rgx::stats
