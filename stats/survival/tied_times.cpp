#include "stats/survival/tied_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rgx::stats {

std::vector<double> tied_times(std::span<const double> times) {
  std::vector<double> distinct(times.begin(), times.end());
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
  for (const double t : times) tied.push_back(*std::prev(std::ranges::upper_bound(starts, t)));
  return tied;
}

}  // namespace rgx::stats
