#include "stdlib/features/literature/fractal.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::features {

namespace {

// Number of marked voxels in every box that starts at the origin, by prefix sums.
struct Sums {
  std::array<int, 3> size;
  std::vector<std::uint32_t> sum;

  Sums(const Roi& roi, const std::vector<std::uint8_t>& set) {
    for (std::size_t a = 0; a < 3; ++a) size[a] = roi.size[a] - 2 * roi.margin;
    sum.assign(static_cast<std::size_t>(size[0] + 1) * static_cast<std::size_t>(size[1] + 1) *
                   static_cast<std::size_t>(size[2] + 1),
               0);
    for (int z = 1; z <= size[2]; ++z) {
      for (int y = 1; y <= size[1]; ++y) {
        const std::int64_t from = (y - 1 + roi.margin) * roi.step(1) + (z - 1 + roi.margin) * roi.step(2) + roi.margin;
        std::uint32_t row = 0;
        for (int x = 1; x <= size[0]; ++x) {
          row += set[static_cast<std::size_t>(from + x - 1)] != 0;
          sum[at(x, y, z)] = row + sum[at(x, y - 1, z)] + sum[at(x, y, z - 1)] - sum[at(x, y - 1, z - 1)];
        }
      }
    }
  }
  std::size_t at(int x, int y, int z) const {
    return static_cast<std::size_t>(x) +
           static_cast<std::size_t>(size[0] + 1) *
               (static_cast<std::size_t>(y) + static_cast<std::size_t>(size[1] + 1) * static_cast<std::size_t>(z));
  }
};

std::uint64_t count(const Sums& sums, int side, const stats::ParallelFor& parallel) {
  const auto& size = sums.size;
  const auto s = static_cast<std::size_t>(side);
  std::vector<std::uint64_t> fewest(s, 0);  // for each place of the grid along z
  parallel(s, [&](std::size_t place) {
    std::vector<std::uint64_t> boxes(s * s, 0);
    std::vector<std::uint32_t> row(static_cast<std::size_t>(size[0]) + 1);
    for (int z = static_cast<int>(place) - side + 1; z < size[2]; z += side) {
      const int z0 = std::max(z, 0), z1 = std::min(z + side, size[2]);
      if (z1 <= z0) continue;
      for (int y = 1 - side; y < size[1]; ++y) {
        const int y0 = std::max(y, 0), y1 = std::min(y + side, size[1]);
        for (int x = 0; x <= size[0]; ++x) {
          row[static_cast<std::size_t>(x)] = sums.sum[sums.at(x, y1, z1)] - sums.sum[sums.at(x, y0, z1)] -
                                             sums.sum[sums.at(x, y1, z0)] + sums.sum[sums.at(x, y0, z0)];
        }
        if (row.back() == 0) continue;
        std::uint64_t* const counts = boxes.data() + static_cast<std::size_t>((y + side - 1) % side) * s;
        for (int x = 1 - side, turn = 0; x < size[0]; ++x, turn = turn + 1 == side ? 0 : turn + 1) {
          const std::uint32_t below = row[static_cast<std::size_t>(std::max(x, 0))];
          counts[turn] += row[static_cast<std::size_t>(std::min(x + side, size[0]))] != below;
        }
      }
    }
    fewest[place] = *std::min_element(boxes.begin(), boxes.end());
  });
  return *std::min_element(fewest.begin(), fewest.end());
}

Value dimension(const Roi& roi, const std::vector<std::uint8_t>& set, const stats::ParallelFor& parallel) {
  const Sums sums(roi, set);
  const int longest = *std::max_element(sums.size.begin(), sums.size.end());
  std::vector<double> x, y;
  for (int side = 1; side <= longest / 2; side *= 2) {
    x.push_back(std::log(static_cast<double>(side)));
    y.push_back(std::log(static_cast<double>(count(sums, side, parallel))));
  }
  if (x.size() < 3) return Value::missing(Reason::too_small);
  double mx = 0, my = 0, xy = 0, xx = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i];
    my += y[i];
  }
  mx /= static_cast<double>(x.size());
  my /= static_cast<double>(y.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
  }
  return Value::of(-xy / xx);
}

}  // namespace

std::uint64_t box_count(const Roi& roi, const std::vector<std::uint8_t>& set, int side,
                        const stats::ParallelFor& parallel) {
  return roi.count() == 0 ? 0 : count(Sums(roi, set), side, parallel);
}

std::array<Value, 2> fractal(const Roi& roi, const stats::ParallelFor& parallel) {
  if (roi.count() == 0) return {Value::missing(Reason::empty_region), Value::missing(Reason::empty_region)};
  double shortest = INFINITY, longest = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    if (roi.size[a] - 2 * roi.margin == 1) continue;
    shortest = std::min(shortest, roi.spacing[a]);
    longest = std::max(longest, roi.spacing[a]);
  }
  if (longest > 1.001 * shortest) return {Value::missing(Reason::anisotropic), Value::missing(Reason::anisotropic)};

  const int axes = roi.size[2] - 2 * roi.margin == 1 ? 2 : 3;
  std::vector<std::uint8_t> border(roi.inside.size(), 0);
  for (const std::uint32_t voxel : roi.voxels) {
    for (int a = 0; a < axes; ++a) {
      const std::int64_t at = voxel, step = roi.step(a);
      if (roi.inside[static_cast<std::size_t>(at - step)] == 0 || roi.inside[static_cast<std::size_t>(at + step)] == 0)
        border[voxel] = 1;
    }
  }
  return {dimension(roi, roi.inside, parallel), dimension(roi, border, parallel)};
}

}  // namespace rgx::features
