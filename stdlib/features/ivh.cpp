#include "stdlib/features/ivh.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace rgx::features {

std::array<Value, 7> intensity_volume(std::span<const float> intensity, const Discretisation& how,
                                      std::optional<std::pair<double, double>> range) {
  std::array<Value, 7> out;
  const auto refuse = [&out](Reason why) {
    out.fill(Value::missing(why));
    return out;
  };
  if (intensity.empty()) return refuse(Reason::empty_region);
  for (const float x : intensity) {
    if (!std::isfinite(x)) return refuse(Reason::not_finite);
  }
  std::vector<double> sorted(intensity.begin(), intensity.end());
  std::sort(sorted.begin(), sorted.end());
  double low = sorted.front(), high = sorted.back(), step = 1;
  if (range && how.kind != Discretisation::Kind::bins) {
    // An end that is open is the region's own.
    if (std::isfinite(range->first)) low = range->first;
    if (std::isfinite(range->second)) high = range->second;
  }
  if (low == high) return refuse(Reason::flat_region);
  if (how.kind == Discretisation::Kind::width) {
    step = how.value;
    for (double& x : sorted) x = low + (std::floor((x - low) / step) + 0.5) * step;
    low += 0.5 * step;
    high -= 0.5 * step;
  } else if (how.kind == Discretisation::Kind::bins) {
    for (double& x : sorted) x = std::min(std::floor(how.value * (x - low) / (high - low)) + 1, how.value);
    low = 1;
    high = how.value;
  }
  if (!(low < high)) return refuse(Reason::flat_region);

  const auto n = static_cast<double>(sorted.size());
  constexpr double kRounding = 1e-9;  // of a step: bin centres are sums of fractions
  // Largest volume fraction at an intensity fraction of at least `share`: that of the first step there.
  const auto volume_at = [&](double share) {
    const double i = low + std::ceil(share * (high - low) / step - kRounding) * step;
    const auto below = std::lower_bound(sorted.begin(), sorted.end(), i - kRounding * step) - sorted.begin();
    return 1 - static_cast<double>(below) / n;
  };
  // Smallest step that at most `share` of the volume reaches: the one above the last voxel that has to stay below.
  const auto intensity_at = [&](double share) {
    const auto below = static_cast<std::size_t>(std::ceil((1 - share) * n - kRounding));
    if (below == 0) return low;
    const double k = std::floor((sorted[below - 1] - low) / step + kRounding) + 1;
    return low + std::max(k, 0.0) * step;
  };
  const double v10 = volume_at(0.10), v90 = volume_at(0.90), i10 = intensity_at(0.10), i90 = intensity_at(0.90);
  const std::array<double, 6> values{v10, v90, i10, i90, v10 - v90, i10 - i90};
  for (std::size_t k = 0; k < values.size(); ++k) out[k] = Value::of(values[k]);
  return out;
}

}  // namespace rgx::features
