#include "stats/survival/cox_order.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "stats/survival/tied_times.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;

// A column whose spread in a stratum is below this share of its mean is constant there, and the rest rounding.
constexpr double no_spread = 16 * std::numeric_limits<double>::epsilon();

// Who leaves the cases at risk before which group, read from the latest time to the earliest.
void set_leaving(CoxOrder& order) {
  order.leaving.resize(order.place.size());
  std::iota(order.leaving.begin(), order.leaving.end(), Index{0});
  for (std::size_t g = 0; g < order.groups.size();) {
    std::size_t end = g + 1;
    while (end < order.groups.size() && !order.groups[end].new_stratum) ++end;
    Index next = order.groups[g].first;
    const Index last = order.groups[end - 1].last;
    std::stable_sort(order.leaving.begin() + next, order.leaving.begin() + last,
                     [&](Index a, Index b) { return order.entry[a] > order.entry[b]; });
    for (; g < end; ++g) {
      order.groups[g].left_first = next;
      while (next < last && order.entry[order.leaving[next]] >= order.groups[g].time) ++next;
      order.groups[g].left_last = next;
    }
  }
}

}  // namespace

std::vector<Index> cox_rows(const CoxCases& cases, const Eigen::Ref<const Eigen::MatrixXd>& design) {
  const Index n = cases.size();
  const auto fits = [&](auto size) { return size == 0 || static_cast<Index>(size) == n; };
  if (static_cast<Index>(cases.event.size()) != n || design.rows() != n || !fits(cases.entry.size()) ||
      !fits(cases.stratum.size()) || !fits(cases.cluster.size()) || !fits(cases.weight.size()) ||
      !fits(cases.offset.size()))
    throw std::invalid_argument("survival times, events and design of different lengths");
  std::vector<Index> rows;
  for (Index i = 0; i < n; ++i) {
    const auto code = [&](const std::vector<int>& v) { return v.empty() || v[i] >= 0; };
    const auto number = [&](const Eigen::VectorXd& v) { return v.size() == 0 || !std::isnan(v[i]); };
    if (code(cases.event) && code(cases.stratum) && code(cases.cluster) && number(cases.time) && number(cases.entry) &&
        number(cases.weight) && number(cases.offset) && !design.row(i).hasNaN())
      rows.push_back(i);
  }
  return rows;
}

JoinedTimes joined_times(const Eigen::VectorXd& time, const Eigen::VectorXd& entry, std::span<const Index> rows) {
  std::vector<double> times;
  for (const Index i : rows) times.push_back(time[i]);
  if (entry.size() > 0)
    for (const Index i : rows) times.push_back(entry[i]);
  const std::vector<double> tied = tied_times(times);
  JoinedTimes joined;
  joined.time.assign(static_cast<std::size_t>(time.size()), 0);
  joined.entry.assign(static_cast<std::size_t>(entry.size()), 0);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    joined.time[rows[k]] = tied[k];
    if (entry.size() == 0) continue;
    joined.entry[rows[k]] = tied[rows.size() + k];
    if (!(joined.entry[rows[k]] < joined.time[rows[k]]))
      throw std::invalid_argument("a case enters at or after its time");
  }
  return joined;
}

CoxOrder cox_order(const CoxCases& cases, std::span<const Index> rows) {
  const JoinedTimes joined = joined_times(cases.time, cases.entry, rows);
  const std::vector<double>& time = joined.time;
  const auto stratum = [&](Index i) { return cases.stratum.empty() ? 0 : cases.stratum[i]; };
  const auto together = [&](Index a, Index b) { return stratum(a) == stratum(b) && time[a] == time[b]; };
  CoxOrder order;
  order.place.assign(rows.begin(), rows.end());
  std::ranges::sort(order.place, [&](Index a, Index b) {
    if (stratum(a) != stratum(b)) return stratum(a) < stratum(b);
    if (time[a] != time[b]) return time[a] > time[b];
    if (cases.event[a] != cases.event[b]) return cases.event[a] > cases.event[b];
    return a < b;
  });
  const Index n = order.size();
  order.weight = Eigen::VectorXd::Ones(n);
  order.offset = Eigen::VectorXd::Zero(n);
  for (Index k = 0; k < n; ++k) {
    const Index i = order.place[k];
    if (cases.weight.size() > 0) order.weight[k] = cases.weight[i];
    if (cases.offset.size() > 0) order.offset[k] = cases.offset[i];
    if (k == 0 || !together(order.place[k - 1], i)) {
      const bool new_stratum = k == 0 || stratum(order.place[k - 1]) != stratum(i);
      order.groups.push_back({k, k, 0, time[i], new_stratum, 0, 0});
    }
    CoxOrder::Group& group = order.groups.back();
    group.last = k + 1;
    if (cases.event[i] > 0) ++group.events, ++order.events;
  }
  if (cases.entry.size() > 0) {
    for (const Index i : order.place) order.entry.push_back(joined.entry[i]);
    set_leaving(order);
  }
  return order;
}

RowMatrix CoxOrder::centred(const Eigen::Ref<const Eigen::MatrixXd>& design) const {
  RowMatrix x(size(), design.cols());
  for (Index j = 0; j < design.cols(); ++j)
    for (Index k = 0; k < size(); ++k) x(k, j) = design(place[k], j);
  for (std::size_t g = 0; g < groups.size();) {
    const Index first = groups[g].first;
    Index last = groups[g].last;
    while (++g < groups.size() && !groups[g].new_stratum) last = groups[g].last;
    auto block = x.middleRows(first, last - first);
    const Eigen::RowVectorXd mean = block.colwise().mean();
    block.rowwise() -= mean;
    const Eigen::RowVectorXd rest = block.colwise().mean();  // what rounding left, where the mean is large
    block.rowwise() -= rest;
    const Eigen::RowVectorXd largest = block.cwiseAbs().colwise().maxCoeff();
    for (Index j = 0; j < x.cols(); ++j)
      if (largest[j] <= no_spread * std::abs(mean[j])) block.col(j).setZero();
  }
  return x;
}

}  // namespace rgx::stats
