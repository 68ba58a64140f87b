#include "stdlib/features/local_intensity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace rgx::features {

std::array<Value, 2> local_intensity(const engine::Image& image, const Roi& roi, std::span<const float> intensity) {
  if (intensity.empty()) return {Value::missing(Reason::empty_region), Value::missing(Reason::empty_region)};
  if (!std::all_of(intensity.begin(), intensity.end(), [](float x) { return std::isfinite(x); })) {
    return {Value::missing(Reason::not_finite), Value::missing(Reason::not_finite)};
  }
  const double radius = 10 * std::cbrt(3 / (4 * std::numbers::pi));  // mm, of 1 cm3
  const auto& s = roi.spacing;
  const auto& size = image.geometry.size;
  // No further than the image goes: with a spacing of micrometres the sphere has more rows than memory holds.
  const auto steps = [&](double length, std::size_t axis) {
    return static_cast<int>(std::min(length / s[axis], static_cast<double>(size[axis] - 1)));
  };
  std::array<int, 3> reach{};
  for (std::size_t a = 0; a < 3; ++a) reach[a] = steps(radius, a);

  // The sphere as rows along x: for each (y, z) how far it reaches.
  struct Row {
    int y, z, half;
  };
  std::vector<Row> sphere;
  for (int z = -reach[2]; z <= reach[2]; ++z) {
    for (int y = -reach[1]; y <= reach[1]; ++y) {
      const double rest = radius * radius - z * s[2] * z * s[2] - y * s[1] * y * s[1];
      if (rest >= 0) sphere.push_back({y, z, steps(std::sqrt(rest), 0)});
    }
  }
  const auto mean_around = [&](std::uint32_t voxel) {
    const auto p = roi.position(voxel);
    const std::array<std::int64_t, 3> c{p[0] + roi.corner[0], p[1] + roi.corner[1], p[2] + roi.corner[2]};
    double sum = 0;
    std::int64_t count = 0;
    for (const Row& row : sphere) {
      const std::int64_t y = c[1] + row.y, z = c[2] + row.z;
      if (y < 0 || y >= size[1] || z < 0 || z >= size[2]) continue;
      const std::int64_t first = std::max<std::int64_t>(0, c[0] - row.half),
                         last = std::min(size[0] - 1, c[0] + row.half);
      const float* at = image.voxels.data() + image.geometry.index(0, y, z);
      for (std::int64_t x = first; x <= last; ++x) {
        if (!std::isfinite(at[x])) continue;
        sum += at[x];
        ++count;
      }
    }
    return sum / static_cast<double>(count);
  };
  const float highest = *std::max_element(intensity.begin(), intensity.end());
  double local = -std::numeric_limits<double>::infinity(), global = local;
  for (std::size_t i = 0; i < intensity.size(); ++i) {
    const double mean = mean_around(roi.voxels[i]);
    global = std::max(global, mean);
    if (intensity[i] == highest) local = std::max(local, mean);
  }
  return {Value::of(local), Value::of(global)};
}

}  // namespace rgx::features
