#include "stats/survival/tied_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rgx::stats {

std::vector<double> tied_times(std::span<const double> times) {
  // An entry before any time is no time among the others: its size would make them all one.
  const auto before_all = [](double t) { return t <= std::numeric_limits<double>::lowest(); };
  std::vector<double> distinct(times.begin(), times.end());
  std::erase_if(distinct, before_all);
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  double mean = 0;
  for (const double t : distinct) mean += std::abs(t) / static_cast<double>(distinct.size());
  const double tolerance = std::sqrt(std::numeric_limits<double>::epsilon());
  std::vector<double> starts;
  for (std::size_t k = 0; k < distinct.size(); ++k) {
    const double gap = k == 0 ? 0 : distinct[k] - distinct[k - 1];
    if (k == 0 || (gap > tolerance && gap / mean > tolerance)) starts.push_back(distinct[k]);
  }
  std::vector<double> tied;
  tied.reserve(times.size());
  for (const double t : times) tied.push_back(before_all(t) ? t : *std::prev(std::ranges::upper_bound(starts, t)));
  return tied;
}

}  // namespace rgx::stats
