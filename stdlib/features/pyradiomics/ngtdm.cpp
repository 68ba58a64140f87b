#include "stdlib/features/pyradiomics/ngtdm.hpp"

#include <cmath>
#include <vector>

#include "stdlib/features/neighbourhood.hpp"
#include "stdlib/features/pyradiomics/neighbours.hpp"

namespace rgx::features::pyradiomics {

std::array<Value, 5> ngtdm(std::span<const double> voxels, std::span<const double> differences) {
  std::array<Value, 5> out;
  const auto [count, levels, all, weighted, range, busy, complexity, strength] = tone_sums(voxels, differences);
  if (count == 0) {
    out.fill(Value::missing(Reason::empty_region));
    return out;
  }
  constexpr double kCoarsest = 1e6;
  const bool flat = levels == 1;
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
