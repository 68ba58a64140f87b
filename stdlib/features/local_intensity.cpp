#include "stdlib/features/local_intensity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <vector>

#include "stdlib/features/intensity.hpp"
#include "stdlib/features/sphere_sums.hpp"

namespace rgx::features {

namespace {

const double kRadius = 10 * std::cbrt(3 / (4 * std::numbers::pi));  // mm, of 1 cm3

struct Mean {
  double value = 0;
  std::int64_t count = 0;
};

// The means proper.
class Means {
 public:
  Means(const engine::Image& image, const Roi& roi)
      : image_(image), roi_(roi), sphere_(sphere_of(kRadius, roi.spacing, image.geometry.size)) {}

  const Sphere& sphere() const { return sphere_; }
  Mean around(std::uint32_t voxel) const {
    const auto& size = image_.geometry.size;
    const auto p = roi_.position(voxel);
    const std::array<std::int64_t, 3> c{p[0] + roi_.corner[0], p[1] + roi_.corner[1], p[2] + roi_.corner[2]};
    double sum = 0;
    std::int64_t count = 0;
    for (const Sphere::Row& row : sphere_.rows) {
      const std::int64_t y = c[1] + row.y, z = c[2] + row.z;
      if (y < 0 || y >= size[1] || z < 0 || z >= size[2]) continue;
      const std::int64_t first = std::max<std::int64_t>(0, c[0] - row.half),
                         last = std::min(size[0] - 1, c[0] + row.half);
      const float* at = image_.voxels.data() + image_.geometry.index(0, y, z);
      for (std::int64_t x = first; x <= last; ++x) {
        if (!std::isfinite(at[x])) continue;
        sum += at[x];
        ++count;
      }
    }
    return {sum / static_cast<double>(count), count};
  }

 private:
  const engine::Image& image_;
  const Roi& roi_;
  Sphere sphere_;
};

// The image around the region, as far as spheres reach.
struct Surroundings {
  const engine::Image& image;
  const Roi& roi;
  std::array<int, 3> reach;
  float centre = 0;      // half-way between the smallest and the largest intensity
  double spread = 0;     // no intensity is farther from it
  double magnitude = 0;  // the largest, from 0
  bool whole = true;     // every voxel is in the image and finite

  Surroundings(const engine::Image& i, const Roi& r, const Sphere& sphere) : image(i), roi(r), reach(sphere.reach) {
    float low = std::numeric_limits<float>::infinity(), high = -low;
    for (int z = -reach[2]; z < roi.size[2] + reach[2]; ++z) {
      for (int y = -reach[1]; y < roi.size[1] + reach[1]; ++y) {
        const auto [at, first, last] = row(-reach[0], y, z, roi.size[0] + 2 * reach[0]);
        if (last - first < roi.size[0] + 2 * reach[0]) whole = false;
        if (last <= first) continue;
        const std::span<const float> values(at, static_cast<std::size_t>(last - first));
        if (all_finite(values)) {
          float least = low, most = high;
          for (const float x : values) {
            least = x < least ? x : least;
            most = x > most ? x : most;
          }
          low = least;
          high = most;
          continue;
        }
        whole = false;
        for (const float x : values) {
          if (!std::isfinite(x)) continue;
          low = std::min(low, x);
          high = std::max(high, x);
        }
      }
    }
    centre = static_cast<float>(0.5 * (static_cast<double>(low) + high));
    spread = std::max(std::fabs(high - static_cast<double>(centre)), std::fabs(centre - static_cast<double>(low)));
    magnitude = std::max(std::fabs(static_cast<double>(high)), std::fabs(static_cast<double>(low)));
  }

  // What of n voxels from (x, y, z) of the box lies in the image: places first .. last - 1 of them.
  struct Row {
    const float* at;
    int first, last;
  };
  Row row(int x, int y, int z, int n) const {
    const auto& size = image.geometry.size;
    const std::int64_t i = x + roi.corner[0], j = y + roi.corner[1], k = z + roi.corner[2];
    const std::int64_t first = std::clamp<std::int64_t>(-i, 0, n), last = std::clamp<std::int64_t>(size[0] - i, 0, n);
    if (j < 0 || j >= size[1] || k < 0 || k >= size[2] || last <= first) return {nullptr, 0, 0};
    return {image.voxels.data() + image.geometry.index(i + first, j, k), static_cast<int>(first),
            static_cast<int>(last)};
  }
  // Intensities from `centre`, 0 for what is left out of the means; or, of `count`, 1 for what is in them.
  FieldRow field(bool count) const {
    return [this, count](int x, int y, int z, int n, float* out) {
      const Row r = row(x, y, z, n);
      std::fill_n(out, n, 0.0f);
      for (int i = r.first; i < r.last; ++i) {
        const float v = r.at[i - r.first];
        const float d = count ? 1.0f : v - centre;
        out[i] = whole || std::isfinite(v) ? d : 0.0f;
      }
    };
  }
};

}  // namespace

std::array<Value, 2> local_intensity_direct(const engine::Image& image, const Roi& roi,
                                            std::span<const float> intensity) {
  const Means means(image, roi);
  const float highest = *std::max_element(intensity.begin(), intensity.end());
  double local = -std::numeric_limits<double>::infinity(), global = local;
  for (std::size_t i = 0; i < intensity.size(); ++i) {
    const double mean = means.around(roi.voxels[i]).value;
    global = std::max(global, mean);
    if (intensity[i] == highest) local = std::max(local, mean);
  }
  return {Value::of(local), Value::of(global)};
}

std::array<Value, 2> local_intensity(const engine::Image& image, const Roi& roi, std::span<const float> intensity,
                                     const engine::ParallelFor& parallel) {
  if (intensity.empty()) return {Value::missing(Reason::empty_region), Value::missing(Reason::empty_region)};
  if (!all_finite(intensity)) return {Value::missing(Reason::not_finite), Value::missing(Reason::not_finite)};
  const Means means(image, roi);
  const Sphere& sphere = means.sphere();
  const std::size_t n = intensity.size();
  double grid = 1;  // voxels of the box with what spheres reach beyond it
  for (std::size_t a = 0; a < 3; ++a) grid *= roi.size[a] + 2 * sphere.reach[a];
  const double direct = static_cast<double>(n) * static_cast<double>(sphere.voxels);
  if (direct < 1e6 || direct < 30 * grid) return local_intensity_direct(image, roi, intensity);

  const Surroundings around(image, roi, sphere);
  const std::vector<float> sums = sphere_sums(sphere, roi.size, around.field(false), parallel);
  std::vector<float> counts;
  if (!around.whole) counts = sphere_sums(sphere, roi.size, around.field(true), parallel);
  const auto approximate = [&](std::size_t i) {
    const std::uint32_t voxel = roi.voxels[i];
    return sums[voxel] / (around.whole ? static_cast<double>(sphere.voxels) : static_cast<double>(counts[voxel]));
  };
  // How far an approximate mean and the mean proper can be apart: single precision in the one (the difference from
  // `centre` is a step too), double in the other.
  const double error = std::ldexp(around.spread, -24) * (rounding_steps(sphere) + 2) * 1.01 +
                       std::ldexp(around.magnitude, -53) * static_cast<double>(2 * sphere.voxels);
  const float highest = *std::max_element(intensity.begin(), intensity.end());
  double best = -std::numeric_limits<double>::infinity(), best_local = best;
  for (std::size_t i = 0; i < n; ++i) {
    const double mean = approximate(i);
    best = std::max(best, mean);
    if (intensity[i] == highest) best_local = std::max(best_local, mean);
  }
  std::vector<std::uint32_t> candidates;
  std::map<float, bool> seen;  // where all intensities are one, a mean depends on the number of voxels alone
  for (std::size_t i = 0; i < n; ++i) {
    const double mean = approximate(i);
    if (mean < best - 2 * error && !(intensity[i] == highest && mean >= best_local - 2 * error)) continue;
    if (around.spread == 0) {
      const float count = around.whole ? 0.0f : counts[roi.voxels[i]];
      if (!seen.emplace(count, true).second) continue;
    }
    candidates.push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<double> exact(candidates.size());
  constexpr std::size_t kStretch = 64;
  parallel((candidates.size() + kStretch - 1) / kStretch, [&](std::size_t s) {
    for (std::size_t c = s * kStretch; c < std::min(candidates.size(), (s + 1) * kStretch); ++c)
      exact[c] = means.around(roi.voxels[candidates[c]]).value;
  });
  double local = -std::numeric_limits<double>::infinity(), global = local;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    global = std::max(global, exact[c]);
    if (intensity[candidates[c]] == highest) local = std::max(local, exact[c]);
  }
  return {Value::of(local), Value::of(global)};
}

}  // namespace rgx::features
