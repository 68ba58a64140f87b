#include "stats/survival/discrimination.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>

#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

std::vector<Index> rows_of(const CoxCases& cases, ConstMatrix scores) {
  if (cases.weight.size() > 0 || cases.offset.size() > 0 || cases.entry.size() > 0)
    throw std::invalid_argument("discrimination takes neither weights, offsets nor late entries");
  return cox_rows(cases, scores);
}

VectorXd by_place(const CoxOrder& order, const Eigen::Ref<const VectorXd>& score) {
  VectorXd out(order.size());
  for (Index k = 0; k < out.size(); ++k) out[k] = score[order.place[k]];
  return out;
}

// Cases that depend on one another deviate together.
void join_clusters(Discrimination& found, const CoxCases& cases, const CoxOrder& order) {
  if (cases.cluster.empty() || found.influence.size() == 0) return;
  std::map<int, double> sums;
  for (Index k = 0; k < order.size(); ++k) sums[cases.cluster[order.place[k]]] += found.influence[k];
  found.influence.resize(static_cast<Index>(sums.size()));
  Index i = 0;
  for (const auto& [code, value] : sums) found.influence[i++] = value;
  found.se = found.influence.norm();
}

}  // namespace

void set_spread(Discrimination& found, const VectorXd& share) {
  const double rounding = 1e-14 * std::sqrt(static_cast<double>(found.influence.size()));
  if ((found.influence.cwiseAbs().array() <= rounding * share.array()).all()) {
    found.influence.setZero();
    found.value = std::round(2 * found.value) / 2;
  }
  found.se = found.influence.norm();
}

TestResult against_half(const Discrimination& found, std::string_view test, std::string_view kind, double level) {
  TestResult result;
  result.test = test;
  result.n = found.n;
  result.estimate_kind = kind;
  if (found.reason != Reason::none) return refuse(result, found.reason);
  result.estimate = found.value;
  if (!(found.se > 0)) return refuse(result, found.value == 0.5 ? Reason::constant : Reason::degenerate);
  result.statistic = (found.value - 0.5) / found.se;
  result.set(normal_two_sided(result.statistic));
  const double margin = normal_margin(level) * found.se;
  result.ci_low = std::max(0.0, found.value - margin);
  result.ci_high = std::min(1.0, found.value + margin);
  return result;
}

DiscriminationDifference difference_of(const Discrimination& first, const Discrimination& second, double level) {
  DiscriminationDifference out;
  out.reason = first.reason != Reason::none ? first.reason : second.reason;
  if (out.reason != Reason::none) return out;
  if (first.influence.size() != second.influence.size())
    throw std::invalid_argument("scores of different cases cannot be compared");
  out.difference = first.value - second.value;
  out.se = (first.influence - second.influence).norm();
  if (!(out.se > 0)) {
    out.reason = Reason::degenerate;
    return out;
  }
  out.z = out.difference / out.se;
  out.tail = normal_two_sided(out.z);
  const double margin = normal_margin(level) * out.se;
  out.ci = {out.difference - margin, out.difference + margin};
  return out;
}

std::vector<Discrimination> discriminate(const CoxCases& cases, ConstMatrix scores,
                                         const PrepareDiscrimination& prepare) {
  const CoxOrder order = cox_order(cases, rows_of(cases, scores));
  const DiscriminationOf measure = prepare(order);
  std::vector<Discrimination> out;
  for (Index j = 0; j < scores.cols(); ++j) {
    out.push_back(measure(by_place(order, scores.col(j))));
    join_clusters(out.back(), cases, order);
  }
  return out;
}

std::vector<TestResult> discrimination_screen(const CoxCases& cases, ConstMatrix features,
                                              const PrepareDiscrimination& prepare, std::string_view test,
                                              std::string_view kind, double level, const ParallelFor& parallel) {
  const std::vector<Index> base = rows_of(cases, Eigen::MatrixXd(features.rows(), 0));
  std::map<std::vector<Index>, std::vector<Index>> patterns;
  for (Index j = 0; j < features.cols(); ++j) {
    std::vector<Index> rows;
    for (const Index i : base)
      if (!std::isnan(features(i, j))) rows.push_back(i);
    patterns[std::move(rows)].push_back(j);
  }
  struct Shared {
    const std::vector<Index>*rows, *columns;
    CoxOrder order;
    DiscriminationOf measure;
  };
  std::vector<Shared> shared;
  for (const auto& [rows, columns] : patterns) shared.push_back({&rows, &columns, {}, {}});
  parallel(shared.size(), [&](std::size_t i) {
    shared[i].order = cox_order(cases, *shared[i].rows);
    shared[i].measure = prepare(shared[i].order);
  });
  std::vector<std::size_t> pattern_of(static_cast<std::size_t>(features.cols()));
  for (std::size_t i = 0; i < shared.size(); ++i)
    for (const Index j : *shared[i].columns) pattern_of[j] = i;
  std::vector<TestResult> results(pattern_of.size());
  parallel(results.size(), [&](std::size_t j) {
    const Shared& at = shared[pattern_of[j]];
    Discrimination found = at.measure(by_place(at.order, features.col(static_cast<Index>(j))));
    join_clusters(found, cases, at.order);
    results[j] = against_half(found, test, kind, level);
  });
  return results;
}

}  // namespace rgx::stats
