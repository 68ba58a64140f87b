#include "stats/survival/cox_time_scale.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace rgx::stats {

using Eigen::Index;

Eigen::VectorXd cox_time_scale(const CoxOrder& order, bool centred) {
  struct Count {
    Index events = 0, cases = 0;
  };
  std::map<double, Count> at;
  for (const CoxOrder::Group& group : order.groups) {
    at[group.time].events += group.events;
    at[group.time].cases += group.last - group.first;
  }
  std::vector<double> entry = order.entry;
  std::ranges::sort(entry);
  std::map<double, double> before;
  double survival = 1;
  Index gone = 0;
  for (const auto& [time, count] : at) {
    before[time] = 1 - survival;
    const auto late =  // who enters at this time or later
        entry.end() - std::ranges::lower_bound(entry, time);
    const Index risk = order.size() - gone - static_cast<Index>(late);
    survival *= 1 - static_cast<double>(count.events) / static_cast<double>(risk);
    gone += count.cases;
  }
  Eigen::VectorXd scale(static_cast<Index>(order.groups.size()));
  double mean = 0;
  for (std::size_t g = 0; g < order.groups.size(); ++g) {
    scale[static_cast<Index>(g)] = before[order.groups[g].time];
    mean += static_cast<double>(order.groups[g].events) * scale[static_cast<Index>(g)];
  }
  if (centred) scale.array() -= mean / static_cast<double>(order.events);
  return scale;
}

}  // namespace rgx::stats
