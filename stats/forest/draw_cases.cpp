#include "stats/forest/draw_cases.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stats {

std::vector<std::uint32_t> draw_cases(std::size_t n, std::size_t count, bool replace, std::span<const double> weight,
                                      Stream& draws) {
  std::vector<std::uint32_t> times(n, 0);
  if (weight.empty()) {
    if (!replace && count == n) return std::vector<std::uint32_t>(n, 1);
    if (replace)
      for (std::size_t k = 0; k < count; ++k) ++times[draws.below(n)];
    else
      for (const std::size_t c : draws.sample(n, count)) times[c] = 1;
    return times;
  }
  if (replace) {
    std::vector<double> upto(n);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) upto[i] = sum += weight[i];
    for (std::size_t k = 0; k < count; ++k) {
      const auto at = std::ranges::upper_bound(upto, draws.uniform() * sum);
      // Rounding up to the sum itself falls to the last case that has weight.
      ++times[static_cast<std::size_t>(std::min(at, std::ranges::lower_bound(upto, sum)) - upto.begin())];
    }
    return times;
  }
  // Exponential arrivals at rate `weight`: the first `count` are such a sample.
  std::vector<std::pair<double, std::size_t>> arrival;
  for (std::size_t i = 0; i < n; ++i) {
    const double wait = -std::log1p(-draws.uniform());
    if (weight[i] > 0) arrival.emplace_back(wait / weight[i], i);
  }
  std::ranges::sort(arrival);
  for (std::size_t k = 0; k < std::min(count, arrival.size()); ++k) times[arrival[k].second] = 1;
  return times;
}

}  // namespace rgx::stats
