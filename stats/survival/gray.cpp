#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <vector>

#include "stats/base/report.hpp"
#include "stats/regression/model_test.hpp"
#include "stats/survival/competing.hpp"
#include "stats/survival/competing_times.hpp"
#include "stats/survival/cox_order.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// What Gray's test needs of one time: by group, and of all groups together under the null hypothesis.
struct Moment {
  VectorXd at_risk, own, other;
  VectorXd before, after;  // by group: without any event, just before and from here on
  VectorXd adjusted;       // at risk / before: what is at risk of the subdistribution, but for the factor 1 - F
  VectorXd free;           // 1 - cumulative incidence by group, just before
  double events = 0;       // of the cause, all groups
  double total = 0;        // of `adjusted`
  double null_before = 0, null_after = 0;  // cumulative incidence of all groups
};

std::vector<Moment> moments(const std::vector<std::vector<CompetingTime>>& by_group) {
  const Index k = static_cast<Index>(by_group.size());
  std::map<double, std::vector<std::pair<Index, const CompetingTime*>>> times;
  VectorXd left = VectorXd::Zero(k), survival = VectorXd::Ones(k), incidence = VectorXd::Zero(k);
  for (Index g = 0; g < k; ++g) {
    const auto& own = by_group[static_cast<std::size_t>(g)];
    if (!own.empty()) left[g] = own.front().at_risk;
    for (const CompetingTime& at : own) times[at.time].emplace_back(g, &at);
  }
  double null = 0;
  std::vector<Moment> out;
  for (const auto& [time, seen] : times) {
    Moment m;
    m.at_risk = left;
    m.own = m.other = VectorXd::Zero(k);
    for (const auto& [g, at] : seen) {
      m.own[g] = at->own;
      m.other[g] = at->other;
      left[g] -= at->own + at->other + at->censored;
    }
    m.events = m.own.sum();
    if (m.events + m.other.sum() == 0) continue;
    m.before = survival;
    m.free = (1 - incidence.array()).matrix();
    m.adjusted = VectorXd::Zero(k);
    for (Index g = 0; g < k; ++g) {
      if (m.at_risk[g] == 0) continue;
      m.adjusted[g] = m.at_risk[g] / survival[g];
      incidence[g] += survival[g] * m.own[g] / m.at_risk[g];
      survival[g] *= (m.at_risk[g] - m.own[g] - m.other[g]) / m.at_risk[g];
    }
    m.total = m.adjusted.sum();
    m.null_before = null;
    m.null_after = null += m.events / m.total;
    m.after = survival;
    out.push_back(std::move(m));
  }
  return out;
}

double ties_left(double d, double n) { return d > 1 ? 1 - (d - 1) / (n - 1) : 1; }

struct Sums {
  VectorXd score;
  MatrixXd variance;
};

// One stratum: the scores Σ w (d_g - expected) and their variance under the null hypothesis (Gray 1988, §3). An event
// in group k moves the scores at once, through `pull`, and through the incidence of k in every later term, through what
// is still to come of ∫ pull dF/(1 - F).
void add_stratum(const std::vector<std::vector<CompetingTime>>& by_group, double rho, Sums& sums) {
  const std::vector<Moment> all = moments(by_group);
  const Index k = sums.score.size();
  std::vector<MatrixXd> pull;
  MatrixXd to_come = MatrixXd::Zero(k, k);
  for (const Moment& m : all) {
    const double weight = std::pow(1 - m.null_before, rho);
    MatrixXd at = MatrixXd(m.adjusted.asDiagonal()) - m.adjusted * m.adjusted.transpose() / m.total;
    pull.emplace_back(weight * at);
    to_come += pull.back() * (m.events / (m.total * (1 - m.null_before)));
    if (m.events == 0) continue;
    const VectorXd expected = m.adjusted.cwiseProduct(m.free);
    sums.score += weight * (m.own - m.events / expected.sum() * expected);
  }
  for (std::size_t t = 0; t < all.size(); ++t) {
    const Moment& m = all[t];
    to_come -= pull[t] * (m.events / (m.total * (1 - m.null_before)));
    for (Index g = 0; g < k; ++g) {
      if (m.at_risk[g] == 0) continue;
      const double rest = m.after[g] > 0 ? (1 - m.null_after) / m.after[g] : 0;
      if (m.events > 0) {
        const VectorXd moved = pull[t].col(g) + (1 - rest) * to_come.col(g);
        const double mass = m.before[g] * m.events / (m.total * m.at_risk[g]);
        sums.variance += ties_left(m.events, m.total * m.before[g]) * mass * moved * moved.transpose();
      }
      if (m.other[g] > 0 && m.after[g] > 0) {
        const VectorXd moved = rest * to_come.col(g);
        const double share = m.before[g] / m.at_risk[g];
        sums.variance += ties_left(m.other[g], m.at_risk[g]) * share * share * m.other[g] * moved * moved.transpose();
      }
    }
  }
}

}  // namespace

TestResult gray_test(const CompetingCases& cases, std::span<const int> group, std::span<const int> stratum, int cause,
                     double rho) {
  const std::size_t n = static_cast<std::size_t>(cases.size());
  if (group.size() != n || (!stratum.empty() && stratum.size() != n))
    throw std::invalid_argument("times, groups and strata of different lengths");
  if (cases.entry.size() > 0) throw std::invalid_argument("Gray's test takes no entries");
  TestResult result;
  result.test = "gray";
  int groups = 0;
  std::map<int, std::vector<Index>> strata;
  const std::vector<Index> known = competing_rows(cases);
  const JoinedTimes joined = joined_times(cases.time, cases.entry, known);
  for (const Index i : known) {
    if (group[i] < 0 || (!stratum.empty() && stratum[i] < 0)) continue;
    groups = std::max(groups, group[i] + 1);
    strata[stratum.empty() ? 0 : stratum[i]].push_back(i);
    ++result.n;
  }
  if (result.n == 0) return refuse(result, Reason::too_few);
  // Ties are those among all cases, whatever their group.
  const CompetingCases tied{Eigen::Map<const VectorXd>(joined.time.data(), cases.size()), cases.cause, {}};
  Sums sums{VectorXd::Zero(groups), MatrixXd::Zero(groups, groups)};
  for (const auto& [code, rows] : strata) {
    std::vector<std::vector<Index>> members(static_cast<std::size_t>(groups));
    for (const Index i : rows) members[static_cast<std::size_t>(group[i])].push_back(i);
    std::vector<std::vector<CompetingTime>> by_group;
    for (const auto& of : members) by_group.push_back(competing_times(tied, of, cause));
    add_stratum(by_group, rho, sums);
  }
  // The scores add up to 0: one group, the last that has a variance, says nothing more.
  std::vector<Index> kept;
  const double largest = sums.variance.diagonal().maxCoeff();
  for (Index g = 0; g < groups; ++g)
    if (sums.variance(g, g) > 1e-12 * largest) kept.push_back(g);
  if (kept.size() < 2) return refuse(result, Reason::one_class);
  kept.pop_back();
  const VectorXd score = sums.score(kept);
  const MatrixXd variance = sums.variance(kept, kept);
  set_test(result, chi_square_test(score.dot(variance.ldlt().solve(score)), static_cast<double>(kept.size())));
  return result;
}

}  // namespace rgx::stats
