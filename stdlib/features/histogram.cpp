#include "stdlib/features/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stdlib/features/intensity.hpp"

namespace rgx::features {

std::array<Value, 23> histogram_features(const Levels& levels) {
  std::array<Value, 23> out;
  if (levels.reason != Reason::none) {
    out.fill(Value::missing(levels.reason));
    return out;
  }
  const auto bins = static_cast<std::size_t>(levels.highest);
  // Whole-number counts: the same whatever the order of the voxels.
  std::vector<std::uint64_t> of_level(bins + 1, 0);
  for (const std::uint16_t level : levels.level) ++of_level[level];
  const std::vector<double> count(of_level.begin(), of_level.end());
  const Summary s = summarise_counts(of_level);
  const auto shared = shared_statistics(s);
  // The mode stands between maximum and interquartile range; otherwise the order is that of the intensity statistics.
  std::copy(shared.begin(), shared.begin() + 9, out.begin());
  std::copy(shared.begin() + 9, shared.end(), out.begin() + 10);

  std::size_t mode = 1;
  double entropy = 0, uniformity = 0;
  for (std::size_t i = 1; i <= bins; ++i) {
    const bool nearer = std::fabs(static_cast<double>(i) - s.mean) < std::fabs(static_cast<double>(mode) - s.mean);
    if (count[i] > count[mode] || (count[i] == count[mode] && nearer)) mode = i;
    if (count[i] == 0) continue;
    const double p = count[i] / s.n;
    entropy -= p * std::log2(p);
    uniformity += p * p;
  }
  out[9] = Value::of(static_cast<double>(mode));
  out[17] = Value::of(entropy + 0.0);
  out[18] = Value::of(uniformity);

  if (bins < 2) {
    std::fill(out.begin() + 19, out.end(), Value::missing(Reason::flat_region));
    return out;
  }
  std::size_t steepest_rise = 1, steepest_fall = 1;
  std::vector<double> gradient(bins + 1, 0);
  for (std::size_t i = 1; i <= bins; ++i) {
    gradient[i] = i == 1      ? count[2] - count[1]
                  : i == bins ? count[bins] - count[bins - 1]
                              : (count[i + 1] - count[i - 1]) / 2;
    if (gradient[i] > gradient[steepest_rise]) steepest_rise = i;
    if (gradient[i] < gradient[steepest_fall]) steepest_fall = i;
  }
  out[19] = Value::of(gradient[steepest_rise]);
  out[20] = Value::of(static_cast<double>(steepest_rise));
  out[21] = Value::of(gradient[steepest_fall]);
  out[22] = Value::of(static_cast<double>(steepest_fall));
  return out;
}

}  // namespace rgx::features
