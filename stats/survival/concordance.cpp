#include "stats/survival/concordance.hpp"

#include <algorithm>
#include <numeric>

#include "stats/survival/censoring.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// Sums by rank of the score, ties half (Fenwick, Software: Practice and Experience 24, 1994).
class Ranked {
 public:
  explicit Ranked(Index ranks) : sums_(static_cast<std::size_t>(ranks) + 1), at_(static_cast<std::size_t>(ranks)) {}
  void clear() { std::ranges::fill(sums_, 0.0), std::ranges::fill(at_, 0.0), total_ = 0; }
  void add(Index rank, double value) {
    total_ += value;
    at_[static_cast<std::size_t>(rank)] += value;
    for (std::size_t i = static_cast<std::size_t>(rank) + 1; i < sums_.size(); i += i & (~i + 1)) sums_[i] += value;
  }
  // Below the rank, and half of what is at it.
  [[nodiscard]] double below(Index rank) const {
    double sum = at_[static_cast<std::size_t>(rank)] / 2;
    for (auto i = static_cast<std::size_t>(rank); i > 0; i &= i - 1) sum += sums_[i];
    return sum;
  }
  [[nodiscard]] double above(Index rank) const { return total_ - below(rank); }

 private:
  std::vector<double> sums_, at_;
  double total_ = 0;
};

struct Pairs {
  VectorXd weight;      // one a group: of a pair that an event then starts
  VectorXd comparable;  // by place: weight of the pairs that a case is in
  double total = 0;
  std::size_t events = 0;
};

// What does not depend on the score.
Pairs pairs_of(const CoxOrder& order, const ConcordanceOptions& options) {
  const Index groups = static_cast<Index>(order.groups.size());
  Pairs out{VectorXd::Zero(groups), VectorXd::Zero(order.size()), 0, 0};
  const Censoring censoring = censoring_of(order);
  for (Index first = 0, last = 0; first < groups; first = last) {
    Index events = order.groups[first].events;
    for (last = first + 1; last < groups && !order.groups[last].new_stratum; ++last)
      events += order.groups[last].events;
    const bool weighted = options.weights == ConcordanceWeights::uno && events > 1;
    double started = 0;  // weight of the pairs in which a case that lives longer is
    for (Index g = last; g-- > first;) {
      const CoxOrder::Group& group = order.groups[g];
      if (group.time <= options.tau) {
        out.weight[g] = weighted ? 1 / (censoring.before[g] * censoring.before[g]) : 1;
        out.events += static_cast<std::size_t>(group.events);
      }
      const Index censored_from = group.first + group.events;
      const double longer = static_cast<double>(group.first - order.groups[first].first + group.last - censored_from);
      for (Index k = group.first; k < censored_from; ++k) out.comparable[k] = started + out.weight[g] * longer;
      out.total += static_cast<double>(group.events) * out.weight[g] * longer;
      started += static_cast<double>(group.events) * out.weight[g];
      for (Index k = censored_from; k < group.last; ++k) out.comparable[k] = started;
    }
  }
  return out;
}

// 0, 1, …, equal scores the same.
Index rank_places(const VectorXd& score, std::vector<Index>& rank) {
  std::vector<std::pair<double, Index>> sorted(static_cast<std::size_t>(score.size()));
  for (Index k = 0; k < score.size(); ++k) sorted[k] = {score[k], k};
  // Equal scores share a rank, so their order is of no account.
  std::ranges::sort(sorted, {}, &std::pair<double, Index>::first);
  rank.resize(sorted.size());
  Index ranks = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && sorted[i].first != sorted[i - 1].first) ++ranks;
    rank[sorted[i].second] = ranks;
  }
  return ranks + 1;
}

// By place: weight of the pairs that a case is in and that the score orders as the times do.
VectorXd concordant(const CoxOrder& order, const Pairs& pairs, const std::vector<Index>& rank, Index ranks) {
  VectorXd out = VectorXd::Zero(order.size());
  Ranked seen(ranks);
  // Latest first: for events, those who live longer with a lower score.
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    const double weight = pairs.weight[static_cast<Index>(g)];
    if (group.new_stratum) seen.clear();
    const Index censored_from = group.first + group.events;
    for (Index k = censored_from; k < group.last; ++k) seen.add(rank[k], 1);
    if (weight > 0)
      for (Index k = group.first; k < censored_from; ++k) out[k] = weight * seen.below(rank[k]);
    for (Index k = group.first; k < censored_from; ++k) seen.add(rank[k], 1);
  }
  // Earliest first: for those who live longer, events with a higher score.
  seen.clear();
  for (std::size_t g = order.groups.size(); g-- > 0;) {
    const CoxOrder::Group& group = order.groups[g];
    const double weight = pairs.weight[static_cast<Index>(g)];
    const Index censored_from = group.first + group.events;
    for (Index k = group.first; k < censored_from; ++k) out[k] += seen.above(rank[k]);
    if (weight > 0)
      for (Index k = group.first; k < censored_from; ++k) seen.add(rank[k], weight);
    for (Index k = censored_from; k < group.last; ++k) out[k] += seen.above(rank[k]);
    if (group.new_stratum) seen.clear();
  }
  return out;
}

PrepareDiscrimination prepare(const ConcordanceOptions& options) {
  return [options](const CoxOrder& order) -> DiscriminationOf {
    return [&order, pairs = pairs_of(order, options)](const VectorXd& score) {
      Discrimination out;
      out.n = static_cast<std::size_t>(order.size());
      out.events = pairs.events;
      out.pairs = pairs.total;
      if (!(pairs.total > 0)) {
        out.reason = pairs.events == 0 && out.n > 0 ? Reason::one_class : Reason::too_few;
        return out;
      }
      std::vector<Index> rank;
      const Index ranks = rank_places(score, rank);
      const VectorXd own = concordant(order, pairs, rank, ranks);
      out.value = own.sum() / (2 * pairs.total);
      out.influence = (own - out.value * pairs.comparable) / pairs.total;
      set_spread(out, pairs.comparable / pairs.total);
      return out;
    };
  };
}

}  // namespace

std::vector<Discrimination> concordances(const CoxCases& cases, ConstMatrix scores, const ConcordanceOptions& options) {
  return discriminate(cases, scores, prepare(options));
}

Discrimination concordance(const CoxCases& cases, ConstVector score, const ConcordanceOptions& options) {
  return concordances(cases, score, options).front();
}

std::vector<TestResult> concordance_screen(const CoxCases& cases, ConstMatrix features,
                                           const ConcordanceOptions& options, const ParallelFor& parallel) {
  const bool uno = options.weights == ConcordanceWeights::uno;
  return discrimination_screen(cases, features, prepare(options), uno ? "c index uno" : "c index harrell", "c_index",
                               options.level, parallel);
}

}  // namespace rgx::stats
