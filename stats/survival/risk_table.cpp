#include "stats/survival/risk_table.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/survival/tied_times.hpp"

namespace rgx::stats {
namespace {

using Eigen::Index;

struct Observed {
  double entry, time;
  bool event;
  int group;
};

void check(const SurvivalCases& cases, std::span<const int> group, std::span<const int> stratum) {
  const std::size_t n = cases.time.size();
  const auto fits = [&](std::size_t size) { return size == 0 || size == n; };
  if (cases.event.size() != n || !fits(cases.entry.size()) || !fits(group.size()) || !fits(stratum.size()))
    throw std::invalid_argument("survival times, events and groups of different lengths");
}

RiskTable table_of(std::vector<Observed>& cases, int groups) {
  RiskTable out;
  std::ranges::sort(cases, {}, &Observed::time);
  for (const Observed& c : cases)
    if (out.time.empty() || out.time.back() != c.time) out.time.push_back(c.time);
  const auto times = static_cast<Index>(out.time.size());
  out.at_risk = out.events = out.censored = Eigen::ArrayXXd::Zero(times, groups);
  Index k = 0;
  for (const Observed& c : cases) {
    while (out.time[static_cast<std::size_t>(k)] != c.time) ++k;
    (c.event ? out.events : out.censored)(k, c.group) += 1;
  }
  // At risk: entered before, and not yet gone.
  std::ranges::sort(cases, {}, &Observed::entry);
  Eigen::ArrayXd inside = Eigen::ArrayXd::Zero(groups);
  std::size_t next = 0;
  for (k = 0; k < times; ++k) {
    for (; next < cases.size() && cases[next].entry < out.time[static_cast<std::size_t>(k)]; ++next)
      inside[cases[next].group] += 1;
    out.at_risk.row(k) = inside;
    inside -= (out.events.row(k) + out.censored.row(k)).transpose();
  }
  return out;
}

}  // namespace

std::vector<std::size_t> survival_rows(const SurvivalCases& cases, std::span<const int> group,
                                       std::span<const int> stratum) {
  check(cases, group, stratum);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < cases.time.size(); ++i) {
    const auto code = [&](std::span<const int> v) { return v.empty() || v[i] >= 0; };
    if (std::isnan(cases.time[i]) || cases.event[i] < 0 || !code(group) || !code(stratum)) continue;
    if (!cases.entry.empty() && std::isnan(cases.entry[i])) continue;
    rows.push_back(i);
  }
  return rows;
}

std::vector<RiskTable> risk_tables(const SurvivalCases& cases, std::span<const int> group, int groups,
                                   std::span<const int> stratum) {
  const auto rows = survival_rows(cases, group, stratum);
  const bool truncated = !cases.entry.empty();
  // Entries count among the times that may be tied, so that a case that enters as another leaves does so for certain.
  std::vector<double> times;
  for (const std::size_t i : rows) {
    if (!(cases.time[i] >= 0)) throw std::invalid_argument("negative time");
    if (std::isinf(cases.time[i])) throw std::invalid_argument("time is not finite");
    times.push_back(cases.time[i]);
  }
  if (truncated)
    for (const std::size_t i : rows) times.push_back(cases.entry[i]);
  const std::vector<double> tied = tied_times(times);
  std::vector<std::vector<Observed>> by_stratum(1);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const std::size_t i = rows[k];
    const double entry = truncated ? tied[rows.size() + k] : -std::numeric_limits<double>::infinity();
    if (!(entry < tied[k])) throw std::invalid_argument("entry is not before the time");
    const int g = group.empty() ? 0 : group[i];
    if (g >= groups) throw std::invalid_argument("code of a group beyond their number");
    const auto s = static_cast<std::size_t>(stratum.empty() ? 0 : stratum[i]);
    if (s >= by_stratum.size()) by_stratum.resize(s + 1);
    by_stratum[s].push_back({entry, tied[k], cases.event[i] > 0, g});
  }
  std::vector<RiskTable> tables;
  for (auto& of_stratum : by_stratum) tables.push_back(table_of(of_stratum, groups));
  return tables;
}

}  // namespace rgx::stats
