#include "stats/survival/cox_lanes.hpp"

#include <cmath>

#include "stats/survival/cox_maximise.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Lane = Eigen::Array<double, 1, cox_lanes>;
using Lanes = Eigen::Array<double, Eigen::Dynamic, cox_lanes, Eigen::RowMajor>;

constexpr int max_steps = 20;
// In standard errors: Newton's next step would be its square.
constexpr double small_step = 1e-9;
constexpr double no_information = 1e-12;  // beside the terms' mass

struct Slopes {
  Lane score, information;
};

// Sums over risk sets at the risks given.
Slopes slopes(const CoxOrder& order, std::span<const CoxTerm> terms, const Lanes& x, const Lanes& risk,
              const Lane& events_sum) {
  Slopes at{events_sum, Lane::Zero()};
  Lane s0 = Lane::Zero(), s1 = s0, s2 = s0;
  auto term = terms.begin();
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    if (group.new_stratum) s0 = s1 = s2 = Lane::Zero();
    Lane e0 = Lane::Zero(), e1 = e0, e2 = e0;
    for (Index k = group.first; k < group.last; ++k) {
      const Lane first = risk.row(k) * x.row(k);
      const Lane second = first * x.row(k);
      s0 += risk.row(k);
      s1 += first;
      s2 += second;
      if (k - group.first < group.events) {
        e0 += risk.row(k);
        e1 += first;
        e2 += second;
      }
    }
    for (; term != terms.end() && term->group == g; ++term) {
      const double f = term->fraction;
      const Lane total = (s0 - f * e0).inverse();
      const Lane mean = (s1 - f * e1) * total;
      at.score -= term->mass * mean;
      at.information += term->mass * ((s2 - f * e2) * total - mean * mean);
    }
  }
  return at;
}

Lane log_sums(const CoxOrder& order, std::span<const CoxTerm> terms, const Lanes& risk) {
  Lane sum = Lane::Zero(), s0 = sum;
  auto term = terms.begin();
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    if (group.new_stratum) s0 = Lane::Zero();
    const Lane events = risk.middleRows(group.first, group.events).colwise().sum();
    s0 += risk.middleRows(group.first, group.last - group.first).colwise().sum();
    for (; term != terms.end() && term->group == g; ++term) sum += term->mass * (s0 - term->fraction * events).log();
  }
  return sum;
}

}  // namespace

std::array<CoxLane, cox_lanes> cox_side_by_side(const CoxOrder& order, std::span<const CoxTerm> terms,
                                                const RowMatrix& given) {
  const Index n = order.size(), width = given.cols();
  const Eigen::VectorXd spread = cox_spread(given);
  Lanes x = Lanes::Zero(n, cox_lanes);
  x.leftCols(width) = (given * spread.cwiseInverse().asDiagonal()).array();
  double mass = 0, offsets = 0;
  for (const CoxTerm& term : terms) mass += term.mass;
  Lane events_sum = Lane::Zero();
  for (const CoxOrder::Group& group : order.groups) {
    for (Index k = group.first; k < group.first + group.events; ++k) {
      events_sum += order.weight[k] * x.row(k);
      offsets += order.weight[k] * order.offset[k];
    }
  }
  Lane b = Lane::Zero(), size = Lane::Ones();
  std::array<CoxLane, cox_lanes> out;
  std::array<bool, cox_lanes> active{};
  for (Index j = 0; j < width; ++j) active[j] = true;
  Lanes risk(n, cox_lanes);
  const auto set_risk = [&] {
    for (Index k = 0; k < n; ++k) risk.row(k) = x.row(k) * b + order.offset[k];
    risk = risk.exp();
    for (Index k = 0; k < n; ++k) risk.row(k) *= order.weight[k];
  };
  bool any = width > 0;
  for (int step = 0; any && step < max_steps; ++step) {
    set_risk();
    const Slopes at = slopes(order, terms, x, risk, events_sum);
    any = false;
    for (Index j = 0; j < width; ++j) {
      if (!active[j]) continue;
      const double information = at.information[j], move = at.score[j] / information;
      // Nothing to learn, an overflow, or a step so far out that the likelihood may fall: not for this routine.
      if (!(information > no_information * mass) || !(std::abs(move) < 2)) {
        active[j] = false;
        continue;
      }
      if (step == 0) out[j].score = at.score[j] * move;
      b[j] += move;
      if (std::abs(move) * std::sqrt(information) < small_step) {
        out[j].done = true;
        active[j] = false;
        size[j] = 1 / std::sqrt(information);
      }
      any = any || active[j];
    }
  }
  set_risk();
  const Lane sums = log_sums(order, terms, risk);
  for (Index j = 0; j < width; ++j) {
    if (!out[j].done) continue;
    out[j].coefficient = b[j] / spread[j];
    out[j].se = size[j] / spread[j];
    out[j].log_likelihood = offsets + b[j] * events_sum[j] - sums[j];
  }
  return out;
}

}  // namespace rgx::stats
