#include "stdlib/models/stratum.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::stdlib {

std::vector<int> stratum_codes(const FrameOutcome& key) {
  std::vector<int> out(key.numbers.size() > key.codes.size() ? key.numbers.size() : key.codes.size(), 0);
  if (!key.codes.empty()) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = key.codes[i] + 1;
    return out;
  }
  if (key.type == "survival") {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isnan(key.events[i]) ? 0 : 1 + (key.events[i] == 1);
    return out;
  }
  std::vector<double> sorted;
  for (const double v : key.numbers)
    if (!std::isnan(v)) sorted.push_back(v);
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (std::isnan(key.numbers[i]) || sorted.empty()) continue;
    const auto rank = std::upper_bound(sorted.begin(), sorted.end(), key.numbers[i]) - sorted.begin();
    out[i] = 1 + static_cast<int>(std::min<long>(3, 4 * (rank - 1) / static_cast<long>(sorted.size())));
  }
  return out;
}

}  // namespace rgx::stdlib
