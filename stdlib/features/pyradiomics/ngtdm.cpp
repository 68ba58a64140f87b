#include "stdlib/features/pyradiomics/ngtdm.hpp"

#include <cmath>
#include <vector>

#include "stdlib/features/pyradiomics/neighbours.hpp"

namespace rgx::features::pyradiomics {

std::array<Value, 5> ngtdm(std::span<const double> voxels, std::span<const double> differences) {
  struct Present {
    double level, p, s;
  };
  std::array<Value, 5> out;
  double count = 0, all = 0;
  for (std::size_t i = 1; i < voxels.size(); ++i) {
    count += voxels[i];
    all += differences[i];
  }
  if (count == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  std::vector<Present> present;
  for (std::size_t i = 1; i < voxels.size(); ++i) {
    if (voxels[i] > 0) present.push_back({static_cast<double>(i), voxels[i] / count, differences[i]});
  }
  double weighted = 0, range = 0, busy = 0, complexity = 0, strength = 0;
  for (const Present& a : present) {
    weighted += a.p * a.s;
    for (const Present& b : present) {
      const double d = a.level - b.level;
      range += a.p * b.p * d * d;
      busy += std::fabs(a.level * a.p - b.level * b.p);
      complexity += std::fabs(d) * (a.p * a.s + b.p * b.s) / (a.p + b.p);
      strength += (a.p + b.p) * d * d;
    }
  }
  constexpr double kCoarsest = 1e6;
  const auto levels = static_cast<double>(present.size());
  const bool flat = present.size() == 1;
  out = {Value::of(busy != 0 ? weighted / busy : 0), Value::of(weighted != 0 ? 1 / weighted : kCoarsest),
         Value::of(complexity / count), Value::of(flat ? 0 : range / (levels * (levels - 1)) * all / count),
         Value::of(all != 0 ? strength / all : 0)};
  return out;
}

std::array<Value, 5> ngtdm(const LevelBox& box, std::span<const int> distances) {
  constexpr std::array kNearest{1};
  const auto steps = neighbours(box.roi, distances.empty() ? std::span<const int>(kNearest) : distances);
  const auto levels = static_cast<std::size_t>(box.highest) + 1;
  std::vector<double> voxels(levels, 0), differences(levels, 0);
  for (const std::uint32_t voxel : box.roi.voxels) {
    const std::uint16_t* at = box.grid.data() + voxel;
    int sum = 0, count = 0;
    for (const std::int64_t step : steps) {
      sum += at[step];
      count += at[step] != 0;
    }
    voxels[*at] += 1;
    if (count > 0) differences[*at] += std::fabs(*at - static_cast<double>(sum) / count);
  }
  return ngtdm(voxels, differences);
}

}  // namespace rgx::features::pyradiomics
