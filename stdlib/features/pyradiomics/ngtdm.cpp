#include "stdlib/features/pyradiomics/ngtdm.hpp"

#include <cmath>
#include <vector>

#include "stdlib/features/neighbourhood.hpp"
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

namespace {

std::vector<double> summed_differences(const LevelBox& box, std::span<const int> distances) {
  const auto steps = neighbours(box.roi, distances);
  std::vector<double> out(static_cast<std::size_t>(box.highest) + 1, 0);
  box.with_grid([&](const auto* grid) {
    for (const std::uint32_t voxel : box.roi.voxels) {
      const auto* at = grid + voxel;
      int sum = 0, count = 0;
      for (const std::int64_t step : steps) {
        sum += at[step];
        count += at[step] != 0;
      }
      if (count > 0) out[*at] += std::fabs(*at - static_cast<double>(sum) / count);
    }
  });
  return out;
}

}  // namespace

std::array<Value, 5> ngtdm(const LevelBox& box, std::span<const int> distances, const stats::ParallelFor& parallel) {
  if (box.roi.count() == 1) {
    std::array<Value, 5> out;
    out.fill(Value::missing(Reason::single_voxel));
    return out;
  }
  const std::vector<double> voxels(box.voxels_of.begin(), box.voxels_of.end());
  return ngtdm(voxels,
               nearest_only(distances) ? tone_differences(box, 1, parallel).sum : summed_differences(box, distances));
}

}  // namespace rgx::features::pyradiomics
