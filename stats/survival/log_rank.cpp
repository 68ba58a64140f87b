#include "stats/survival/log_rank.hpp"

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string_view>

#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/survival/cox.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::string_view name_of(const LogRankOptions& o, bool trend) {
  if (trend) return o.rho == 0 ? "log_rank trend" : "peto trend";
  if (o.stratum.empty()) return o.rho == 0 ? "log_rank" : "peto";
  return o.rho == 0 ? "log_rank stratified" : "peto stratified";
}

void add_table(const RiskTable& table, double rho, LogRank& out) {
  double survival = 1;
  for (Index k = 0; k < table.at_risk.rows(); ++k) {
    const double d = table.events.row(k).sum(), n = table.at_risk.row(k).sum();
    if (d == 0) continue;
    const double weight = std::pow(survival, rho);
    const VectorXd share = table.at_risk.row(k).transpose() / n;
    for (Index g = 0; g < share.size(); ++g) {
      out.observed[static_cast<std::size_t>(g)] += weight * table.events(k, g);
      out.expected[static_cast<std::size_t>(g)] += weight * d * share[g];
    }
    if (n > 1) {
      const double scale = weight * weight * d * (n - d) / (n - 1);
      out.variance.diagonal() += scale * share;
      out.variance -= scale * share * share.transpose();
    }
    survival *= (n - d) / n;
  }
}

void add_hazard_ratio(const SurvivalCases& cases, std::span<const int> group, const LogRankOptions& options,
                      const std::vector<int>& present, TestResult& out) {
  CoxCases cox;
  const auto n = static_cast<Index>(cases.time.size());
  cox.time = Eigen::Map<const VectorXd>(cases.time.data(), n);
  cox.event = cases.event;
  if (!cases.entry.empty()) cox.entry = Eigen::Map<const VectorXd>(cases.entry.data(), n);
  cox.stratum = options.stratum;
  VectorXd x(n);
  for (Index i = 0; i < n; ++i) {
    const int g = group[static_cast<std::size_t>(i)];
    x[i] = g < 0 ? missing : g == present[1];
  }
  const Index tested[] = {0};
  CoxOptions how;
  how.level = options.level;
  const TestResult fit = cox_test(cox, x, tested, ModelTest::wald, how);
  out.estimate = fit.estimate;
  out.estimate_kind = fit.estimate_kind;
  out.ci_low = fit.ci_low;
  out.ci_high = fit.ci_high;
  out.ci_reason = fit.ci_reason;
}

}  // namespace

LogRank log_rank(const SurvivalCases& cases, std::span<const int> group, int groups, const LogRankOptions& options) {
  LogRank out;
  const auto places = static_cast<std::size_t>(groups);
  out.cases.assign(places, 0);
  out.events.assign(places, 0);
  out.observed.assign(places, 0);
  out.expected.assign(places, 0);
  out.variance = Eigen::MatrixXd::Zero(groups, groups);
  for (const RiskTable& table : risk_tables(cases, group, groups, options.stratum)) {
    add_table(table, options.rho, out);
    for (Index g = 0; g < groups; ++g) {
      const double events = table.events.col(g).sum();
      out.events[static_cast<std::size_t>(g)] += static_cast<std::size_t>(events);
      out.cases[static_cast<std::size_t>(g)] += static_cast<std::size_t>(events + table.censored.col(g).sum());
    }
  }
  TestResult& r = out.result;
  r.test = name_of(options, false);
  std::vector<int> present;       // with cases
  std::vector<Index> can_differ;  // at risk when there was an event
  for (int g = 0; g < groups; ++g) {
    r.n += out.cases[static_cast<std::size_t>(g)];
    if (out.cases[static_cast<std::size_t>(g)] > 0) present.push_back(g);
    if (out.expected[static_cast<std::size_t>(g)] > 0) can_differ.push_back(g);
  }
  if (r.n == 0) {
    refuse(r, Reason::too_few);
    return out;
  }
  if (can_differ.size() < 2) {
    refuse(r, Reason::one_class);
    return out;
  }
  const std::span<const Index> rest(can_differ.begin() + 1, can_differ.end());
  VectorXd difference(static_cast<Index>(rest.size()));
  for (std::size_t g = 0; g < rest.size(); ++g) {
    const auto at = static_cast<std::size_t>(rest[g]);
    difference[static_cast<Index>(g)] = out.observed[at] - out.expected[at];
  }
  const std::vector<Index> kept(rest.begin(), rest.end());
  const Eigen::MatrixXd variance = out.variance(kept, kept);
  Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
  solver.setThreshold(1e-12);
  solver.compute(variance);
  if (solver.rank() == 0 || variance.trace() <= 0) {
    refuse(r, Reason::one_class);  // never two groups at risk together
    return out;
  }
  r.df = static_cast<double>(solver.rank());
  r.statistic = difference.dot(solver.solve(difference));
  r.set(chi_square_upper(r.statistic, r.df));
  if (present.size() == 2) add_hazard_ratio(cases, group, options, present, r);
  return out;
}

TestResult log_rank_trend(const LogRank& test, std::span<const double> scores) {
  const auto groups = test.variance.rows();
  if (!scores.empty() && static_cast<Index>(scores.size()) != groups)
    throw std::invalid_argument("scores of another number than groups");
  VectorXd w(groups), difference(groups);
  for (Index g = 0; g < groups; ++g) {
    const auto at = static_cast<std::size_t>(g);
    w[g] = scores.empty() ? static_cast<double>(g + 1) : scores[at];
    if (!std::isfinite(w[g])) throw std::invalid_argument("score is not finite");
    difference[g] = test.observed[at] - test.expected[at];
  }
  TestResult out;
  out.test = test.result.test.starts_with("peto") ? "peto trend" : "log_rank trend";
  out.n = test.result.n;
  if (test.result.reason != Reason::none) return refuse(out, test.result.reason);
  // About their middle: a constant in the scores changes nothing, and a large one would take the digits.
  double low = missing, high = missing;
  for (Index g = 0; g < groups; ++g) {
    if (!(test.expected[static_cast<std::size_t>(g)] > 0)) continue;
    low = std::isnan(low) ? w[g] : std::min(low, w[g]);
    high = std::isnan(high) ? w[g] : std::max(high, w[g]);
  }
  if (low == high) return refuse(out, Reason::one_class);
  for (Index g = 0; g < groups; ++g)
    w[g] = test.expected[static_cast<std::size_t>(g)] > 0 ? (w[g] - low) / (high - low) : 0;
  const double variance = w.dot(test.variance * w), slope = w.dot(difference);
  if (!(variance > 0)) return refuse(out, Reason::one_class);
  out.df = 1;
  out.statistic = slope * slope / variance;
  out.set(chi_square_upper(out.statistic, 1));
  out.ci_reason = Reason::not_asked;
  return out;
}

std::vector<PairResult> pairwise_log_rank(const SurvivalCases& cases, std::span<const int> group, int groups,
                                          const LogRankOptions& options) {
  std::vector<bool> present(static_cast<std::size_t>(groups), false);
  for (const std::size_t i : survival_rows(cases, group, options.stratum)) {
    if (group[i] >= groups) throw std::invalid_argument("code of a group beyond their number");
    present[static_cast<std::size_t>(group[i])] = true;
  }
  std::vector<PairResult> pairs;
  std::vector<int> two(group.size());
  for (int lower = 0; lower < groups; ++lower)
    for (int upper = lower + 1; upper < groups; ++upper) {
      if (!present[static_cast<std::size_t>(lower)] || !present[static_cast<std::size_t>(upper)]) continue;
      std::ranges::transform(group, two.begin(), [&](int g) { return g == lower ? 0 : g == upper ? 1 : -1; });
      pairs.push_back({lower, upper, log_rank(cases, two, 2, options).result});
    }
  return pairs;
}

}  // namespace rgx::stats
