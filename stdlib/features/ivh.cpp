#include "stdlib/features/ivh.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stdlib/features/intensity.hpp"
#include "stdlib/features/selection.hpp"

namespace rgx::features {

std::array<Value, 7> intensity_volume(std::span<const float> intensity, const Discretisation& how,
                                      std::optional<std::pair<double, double>> range,
                                      const engine::ParallelFor& parallel) {
  std::array<Value, 7> out;
  const auto refuse = [&out](Reason why) {
    out.fill(Value::missing(why));
    return out;
  };
  // One grey level has a curve without area: the manual defines 0.
  const auto refuse_flat = [&] {
    refuse(Reason::flat_region);
    out[6] = Value::of(0);
    return out;
  };
  if (intensity.empty()) return refuse(Reason::empty_region);
  if (!all_finite(intensity)) return refuse(Reason::not_finite);

  // Ranks of the smallest, of the largest, and of the last voxels that have to stay below 10 % and 90 % of the volume.
  constexpr double kRounding = 1e-9;  // of a step: bin centres are sums of fractions
  const auto n = static_cast<double>(intensity.size());
  const auto below = [n](double share) { return static_cast<std::size_t>(std::ceil((1 - share) * n - kRounding)); };
  const std::array<std::size_t, 4> ranks{0, intensity.size() - 1, std::max<std::size_t>(below(0.10), 1) - 1,
                                         std::max<std::size_t>(below(0.90), 1) - 1};
  const std::vector<float> at = order_statistics(intensity, ranks, parallel);

  double low = at[0], high = at[1], step = 1;
  if (range && how.kind != Discretisation::Kind::bins) {
    // An end that is open is the region's own.
    if (std::isfinite(range->first)) low = range->first;
    if (std::isfinite(range->second)) high = range->second;
  }
  if (low == high) return refuse_flat();
  // From intensities to bin centres or numbers; none of these changes the order.
  const double first = low, last = high;
  const auto binned = [&how, first, last](double x) {
    switch (how.kind) {
      case Discretisation::Kind::width:
        return first + (std::floor((x - first) / how.value) + 0.5) * how.value;
      case Discretisation::Kind::bins:
        return std::min(std::floor(how.value * (x - first) / (last - first)) + 1, how.value);
      default:
        return x;
    }
  };
  if (how.kind == Discretisation::Kind::width) {
    step = how.value;
    low += 0.5 * step;
    high -= 0.5 * step;
  } else if (how.kind == Discretisation::Kind::bins) {
    low = 1;
    high = how.value;
  }
  if (!(low < high)) return refuse_flat();

  // Largest volume fraction at an intensity fraction of at least `share`: that of the first step there.
  const auto threshold = [&](double share) {
    return low + std::ceil(share * (high - low) / step - kRounding) * step - kRounding * step;
  };
  const double at10 = threshold(0.10), at90 = threshold(0.90);
  // The curve is 1 at the first grey level and falls at each later one by the share of voxels below it. Its trapezia
  // are added up voxel by voxel: one is counted at every grey level up to its own, half at the first and the last.
  const double levels = std::floor((high - low) / step + kRounding);  // steps from the first grey level to the last
  struct Counts {
    std::int64_t below10 = 0, below90 = 0;
    double trapezia = 0;  // halves of whole numbers: exact in any order
  };
  constexpr std::size_t kStretch = 16384;
  std::vector<Counts> stretch((intensity.size() + kStretch - 1) / kStretch);
  parallel(stretch.size(), [&](std::size_t s) {
    Counts counts;
    const std::size_t end = std::min(intensity.size(), (s + 1) * kStretch);
    for (std::size_t i = s * kStretch; i < end; ++i) {
      const double x = binned(intensity[i]);
      counts.below10 += x < at10;
      counts.below90 += x < at90;
      const double reached = std::floor((x - low) / step + kRounding);  // below 0: not even the first
      const double inner = std::clamp(reached, -0.5, levels - 0.5) + 0.5;
      counts.trapezia += inner;
    }
    stretch[s] = counts;
  });
  Counts all;
  for (const Counts& c : stretch) {
    all.below10 += c.below10;
    all.below90 += c.below90;
    all.trapezia += c.trapezia;
  }
  // Smallest step that at most `share` of the volume reaches: the one above the last voxel that has to stay below.
  const auto intensity_at = [&](double share, double last_below) {
    if (below(share) == 0) return low;
    const double k = std::floor((binned(last_below) - low) / step + kRounding) + 1;
    return low + std::max(k, 0.0) * step;
  };
  const double v10 = 1 - static_cast<double>(all.below10) / n, v90 = 1 - static_cast<double>(all.below90) / n;
  const double i10 = intensity_at(0.10, at[2]), i90 = intensity_at(0.90, at[3]);
  const std::array<double, 7> values{v10, v90, i10, i90, v10 - v90, i10 - i90, all.trapezia / n * step / (high - low)};
  for (std::size_t k = 0; k < values.size(); ++k) out[k] = Value::of(values[k]);
  return out;
}

}  // namespace rgx::features
