#pragma once
// Sums over the cases at risk, of which the partial likelihood and everything beside it are made (Therneau & Grambsch,
// Modeling Survival Data, 2000, §3.1 and §3.3). One term a time of events (Breslow), or one an event (Efron: the k-th
// of d tied events counts the tied ones 1 - k/d).
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

struct CoxTerm {
  std::size_t group;
  double fraction;  // of the group's events that no longer counts
  double mass;      // weight of the term: the events' mean (Efron) or total (Breslow) weight
};
std::vector<CoxTerm> cox_terms(const CoxOrder& order, CoxTies ties);

// Who of those read so far has been taken off a sum of risks again because of a late entry, and how much of the sum
// that took: differences of sums lose digits.
class RisksLeft {
 public:
  explicit RisksLeft(const CoxOrder& order) : order_(order), gone_(order.leaving.size(), 0) {}
  // off(place) for each case that enters at the group's time or later; whether there was one.
  template <class Off>
  bool leave(const CoxOrder::Group& group, const Off& off) {
    if (group.new_stratum) {
      stratum_ = group.first;
      peak_ = 0;
    }
    for (Eigen::Index k = group.left_first; k < group.left_last; ++k) {
      gone_[static_cast<std::size_t>(order_.leaving[k])] = 1;
      off(order_.leaving[k]);
    }
    return group.left_last > group.left_first;
  }
  // Less than a sixteenth of the largest sum is left.
  [[nodiscard]] bool little(double sum) const { return !(16 * sum > peak_); }
  // The places read before the group and still at risk.
  template <class Visit>
  void each(const CoxOrder::Group& group, const Visit& visit) const {
    for (Eigen::Index k = stratum_; k < group.first; ++k)
      if (!gone_[static_cast<std::size_t>(k)]) visit(k);
  }
  void start(double sum) { peak_ = sum; }
  void grown(double sum) { peak_ = std::max(peak_, sum); }
  void shrink(double by) { peak_ *= by; }

 private:
  const CoxOrder& order_;
  std::vector<char> gone_;
  Eigen::Index stratum_ = 0;  // its first place
  double peak_ = 0;
};

// visit(term, ln of the sum of risks, mean of x, variance of x) for each term in the order of `terms`; x by place.
// Risks are kept relative to the largest log hazard read so far, so that none overflows and their sum never vanishes.
// Cases that enter late are taken off the sums, which are made anew when little is left of them.
template <class Visit>
void for_each_risk_set(const CoxOrder& order, const std::vector<CoxTerm>& terms, const RowMatrix& x,
                       const Eigen::VectorXd& log_hazard, const Visit& visit) {
  using Vector = Eigen::VectorXd;
  using Matrix = Eigen::MatrixXd;
  const Eigen::Index p = x.cols();
  double sum = 0, sum_events = 0, top = 0;
  Vector first = Vector::Zero(p), first_events(p), mean(p);
  Matrix second = Matrix::Zero(p, p), second_events(p, p), variance(p, p);
  auto term = terms.begin();
  RisksLeft left(order);
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    const CoxOrder::Group& group = order.groups[g];
    const double largest = log_hazard.segment(group.first, group.last - group.first).maxCoeff();
    if (group.new_stratum) {
      sum = 0;
      first.setZero();
      second.setZero();
      top = largest;
    } else if (largest > top) {
      const double shrink = std::exp(top - largest);
      sum *= shrink;
      first *= shrink;
      second *= shrink;
      left.shrink(shrink);
      top = largest;
    }
    const auto add = [&](Eigen::Index k, double& s0, Vector& s1, Matrix& s2, double sign = 1) {
      const double risk = sign * order.weight[k] * std::exp(log_hazard[k] - top);
      s0 += risk;
      for (Eigen::Index j = 0; j < p; ++j) {
        const double part = risk * x(k, j);
        s1[j] += part;
        for (Eigen::Index i = 0; i <= j; ++i) s2(i, j) += part * x(k, i);
      }
    };
    if (left.leave(group, [&](Eigen::Index k) { add(k, sum, first, second, -1); }) && left.little(sum)) {
      sum = 0;
      first.setZero();
      second.setZero();
      top = largest;
      left.each(group, [&](Eigen::Index k) { top = std::max(top, log_hazard[k]); });
      left.each(group, [&](Eigen::Index k) { add(k, sum, first, second); });
      left.start(sum);
    }
    sum_events = 0;
    if (group.events > 1) {
      first_events.setZero();
      second_events.setZero();
      for (Eigen::Index k = group.first; k < group.first + group.events; ++k)
        add(k, sum_events, first_events, second_events);
    }
    for (Eigen::Index k = group.first; k < group.last; ++k) add(k, sum, first, second);
    left.grown(sum);
    for (; term != terms.end() && term->group == g; ++term) {
      const double f = term->fraction, total = f > 0 ? sum - f * sum_events : sum;
      for (Eigen::Index j = 0; j < p; ++j) {
        mean[j] = (f > 0 ? first[j] - f * first_events[j] : first[j]) / total;
        for (Eigen::Index i = 0; i <= j; ++i) {
          const double square = f > 0 ? second(i, j) - f * second_events(i, j) : second(i, j);
          variance(i, j) = variance(j, i) = square / total - mean[i] * mean[j];
        }
      }
      visit(*term, top + std::log(total), mean, variance);
    }
  }
}

// Log partial likelihood, its slope and its negative curvature, at the log hazards (offset included).
struct CoxPoint {
  double log_likelihood;
  Eigen::VectorXd score;
  Eigen::MatrixXd information;
};
CoxPoint cox_point(const CoxOrder& order, const std::vector<CoxTerm>& terms, const RowMatrix& x,
                   const Eigen::VectorXd& log_hazard);

// By place, at the log hazards: what each case was expected to have of events, and the sum of risks of each term, both
// with risks relative to the largest of the stratum.
struct CoxExpected {
  Eigen::VectorXd risk;      // weight · exp(log hazard)
  Eigen::VectorXd expected;  // cumulative hazard · exp(log hazard), unweighted; event - expected: martingale residual
  Eigen::VectorXd total;     // one a term
};
CoxExpected cox_expected(const CoxOrder& order, const std::vector<CoxTerm>& terms, const Eigen::VectorXd& log_hazard);

// 1 for places that hold an event, else 0.
Eigen::VectorXd cox_events(const CoxOrder& order);

// Score residuals by place (weights not yet applied): what each case adds to the slope, centred on the cases at risk
// with it (Therneau & Grambsch 2000, §4.6.1; Efron's form with the tied events counted 1 - k/d).
RowMatrix cox_score_residuals(const CoxOrder& order, const std::vector<CoxTerm>& terms, const RowMatrix& x,
                              const Eigen::VectorXd& log_hazard);

}  // namespace rgx::stats
