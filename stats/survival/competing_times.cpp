#include "stats/survival/competing_times.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

using Eigen::Index;

std::vector<Index> competing_rows(const CompetingCases& cases) {
  const Index n = cases.size();
  const bool late = cases.entry.size() > 0;
  if (static_cast<Index>(cases.cause.size()) != n || (late && cases.entry.size() != n))
    throw std::invalid_argument("times, causes and entries of different lengths");
  std::vector<Index> rows;
  for (Index i = 0; i < n; ++i) {
    if (cases.cause[i] < 0 || std::isnan(cases.time[i]) || (late && std::isnan(cases.entry[i]))) continue;
    if (late && !(cases.entry[i] < cases.time[i])) throw std::invalid_argument("a case enters at or after its time");
    rows.push_back(i);
  }
  return rows;
}

std::vector<CompetingTime> competing_times(const CompetingCases& cases, std::span<const Index> rows, int cause) {
  const JoinedTimes joined = joined_times(cases.time, cases.entry, rows);
  std::vector<Index> order(rows.begin(), rows.end());
  std::ranges::sort(order, {}, [&](Index i) { return joined.time[i]; });
  std::vector<CompetingTime> times;
  for (const Index i : order) {
    if (times.empty() || times.back().time != joined.time[i]) times.push_back({joined.time[i], 0, 0, 0, 0});
    CompetingTime& at = times.back();
    (cases.cause[i] == 0 ? at.censored : cases.cause[i] == cause ? at.own : at.other) += 1;
  }
  std::vector<double> entries;
  if (cases.entry.size() > 0)
    for (const Index i : rows) entries.push_back(joined.entry[i]);
  std::ranges::sort(entries);
  double gone = 0;
  for (CompetingTime& at : times) {
    const double begun = entries.empty()
                             ? static_cast<double>(rows.size())
                             : static_cast<double>(std::ranges::lower_bound(entries, at.time) - entries.begin());
    at.at_risk = begun - gone;
    gone += at.own + at.other + at.censored;
  }
  return times;
}

}  // namespace rgx::stats
