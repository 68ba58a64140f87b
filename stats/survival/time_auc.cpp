#include "stats/survival/time_auc.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/survival/censoring.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

void refuse_blocks(const CoxCases& cases) {
  if (!cases.stratum.empty() || !cases.cluster.empty())
    throw std::invalid_argument("the time-dependent AUC takes neither strata nor clusters");
}

// Who had the event, who lives longer, and with what weight.
struct Classes {
  Censoring censoring;
  VectorXd event;     // by place: 1/G(t-) at events up to t, else 0
  Index longer = 0;   // places before it live longer than t
  Index events = 0;   // events up to t
  double weight = 0;  // of all events
};

Classes classes_of(const CoxOrder& order, double t) {
  Classes out{censoring_of(order), VectorXd::Zero(order.size()), 0, 0, 0};
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    if (group.time > t) {
      out.longer = group.last;
      continue;
    }
    out.event.segment(group.first, group.events).setConstant(1 / out.censoring.before[static_cast<Index>(g)]);
    out.events += group.events;
  }
  out.weight = out.event.sum();
  return out;
}

// By place: for events, how many who live longer score lower; for those, the weight of events that score higher.
VectorXd ordered_right(const Classes& classes, const VectorXd& score) {
  std::vector<std::pair<double, Index>> sorted;
  sorted.reserve(static_cast<std::size_t>(classes.longer + classes.events));
  for (Index k = 0; k < score.size(); ++k)
    if (k < classes.longer || classes.event[k] > 0) sorted.emplace_back(score[k], k);
  std::ranges::sort(sorted);
  VectorXd out = VectorXd::Zero(score.size());
  double longer = 0, events = 0;  // below
  for (std::size_t first = 0, last = 0; first < sorted.size(); first = last) {
    double longer_here = 0, events_here = 0;
    for (; last < sorted.size() && sorted[last].first == sorted[first].first; ++last) {
      const Index k = sorted[last].second;
      k < classes.longer ? longer_here += 1 : events_here += classes.event[k];
    }
    for (std::size_t i = first; i < last; ++i) {
      const Index k = sorted[i].second;
      out[k] = k < classes.longer ? classes.weight - events - events_here / 2 : longer + longer_here / 2;
    }
    longer += longer_here, events += events_here;
  }
  return out;
}

PrepareDiscrimination prepare(double t) {
  return [t](const CoxOrder& order) -> DiscriminationOf {
    return [&order, t, classes = classes_of(order, t)](const VectorXd& score) {
      Discrimination out;
      const double n = static_cast<double>(order.size()), longer = static_cast<double>(classes.longer);
      out.n = static_cast<std::size_t>(order.size());
      out.events = static_cast<std::size_t>(classes.events);
      out.pairs = classes.weight * longer;
      if (out.n < 2) out.reason = Reason::too_few;
      if (out.reason == Reason::none && (classes.events == 0 || classes.longer == 0)) out.reason = Reason::one_class;
      if (out.reason != Reason::none) return out;
      const VectorXd right = ordered_right(classes, score);
      out.value = classes.event.dot(right) / out.pairs;
      VectorXd deviation = VectorXd::Zero(order.size());
      for (Index k = 0; k < classes.longer; ++k) deviation[k] = right[k] - out.value * classes.weight;
      const VectorXd events = classes.event.cwiseProduct((right.array() - out.value * longer).matrix());
      // Those who live longer share one weight, which cancels: only that of the events was estimated.
      out.influence = deviation + events + censoring_influence(order, classes.censoring, events, t);
      out.influence /= out.pairs / std::sqrt(n / (n - 1));
      VectorXd share = classes.event / classes.weight;
      share.head(classes.longer).setConstant(1 / longer);
      set_spread(out, share);
      return out;
    };
  };
}

}  // namespace

std::vector<std::vector<Discrimination>> time_aucs(const CoxCases& cases, ConstMatrix scores,
                                                   std::span<const double> times) {
  refuse_blocks(cases);
  std::vector<std::vector<Discrimination>> out;
  for (const double t : times) out.push_back(discriminate(cases, scores, prepare(t)));
  return out;
}

Discrimination time_auc(const CoxCases& cases, ConstVector score, double t) {
  refuse_blocks(cases);
  return discriminate(cases, score, prepare(t)).front();
}

std::vector<TestResult> time_auc_screen(const CoxCases& cases, ConstMatrix features, double t, double level,
                                        const ParallelFor& parallel) {
  refuse_blocks(cases);
  return discrimination_screen(cases, features, prepare(t), "time auc", "time_auc", level, parallel);
}

}  // namespace rgx::stats
