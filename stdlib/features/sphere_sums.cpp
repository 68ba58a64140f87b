#include "stdlib/features/sphere_sums.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::features {

namespace {

constexpr int kBlock = 32;  // numbers along x that are added up in registers
constexpr int kRows = 16;   // of the box, a task

std::size_t size_of(int n) { return static_cast<std::size_t>(n); }

}  // namespace

Sphere sphere_of(double radius, const std::array<double, 3>& s, const std::array<std::int64_t, 3>& size) {
  const auto steps = [&](double length, std::size_t axis) {
    return static_cast<int>(std::min(length / s[axis], static_cast<double>(size[axis] - 1)));
  };
  Sphere out;
  for (std::size_t a = 0; a < 3; ++a) out.reach[a] = steps(radius, a);
  for (int z = -out.reach[2]; z <= out.reach[2]; ++z) {
    for (int y = -out.reach[1]; y <= out.reach[1]; ++y) {
      const double rest = radius * radius - z * s[2] * z * s[2] - y * s[1] * y * s[1];
      if (rest < 0) continue;
      out.rows.push_back({y, z, steps(std::sqrt(rest), 0)});
      out.voxels += 2 * out.rows.back().half + 1;
    }
  }
  return out;
}

int rounding_steps(const Sphere& sphere) {
  return sphere.reach[0] + 1 + 2 * sphere.reach[1] + 1 + 2 * sphere.reach[2] + 1;
}

std::vector<float> sphere_sums(const Sphere& sphere, const std::array<int, 3>& size, const FieldRow& row,
                               const engine::ParallelFor& parallel) {
  const auto [rx, ry, rz] = sphere.reach;
  // The disc at height z: a window of which half width for each row from -ry to ry; -1 for none.
  std::vector<std::vector<int>> disc(size_of(rz) + 1, std::vector<int>(size_of(2 * ry + 1), -1));
  int widest = 0;
  for (const Sphere::Row& r : sphere.rows) {
    if (r.z >= 0) disc[size_of(r.z)][size_of(r.y + ry)] = r.half;
    widest = std::max(widest, r.half);
  }
  const int width = (size[0] + kBlock - 1) / kBlock * kBlock;
  std::vector<float> out(size_of(size[0]) * size_of(size[1]) * size_of(size[2]), 0);

  const int tasks = (size[1] + kRows - 1) / kRows;
  parallel(size_of(tasks), [&](std::size_t task) {
    const int first = static_cast<int>(task) * kRows, rows = std::min(kRows, size[1] - first);
    const int field_width = width + 2 * rx, field_rows = rows + 2 * ry;
    std::vector<float> field(size_of(field_width), 0);
    // Windows along x of every half width, [half][row][x].
    const std::size_t layer = size_of(field_rows) * size_of(width);
    std::vector<float> windows(layer * (size_of(widest) + 1));
    std::array<float, kBlock> sum;
    for (int z = -rz; z < size[2] + rz; ++z) {
      for (int y = 0; y < field_rows; ++y) {
        row(-rx, first + y - ry, z, size[0] + 2 * rx, field.data());
        float* at = windows.data() + size_of(y) * size_of(width);
        const float* centre = field.data() + rx;
        std::copy_n(centre, width, at);
        for (int h = 1; h <= widest; ++h) {
          float* next = at + layer;
          const float *left = centre - h, *right = centre + h;
          for (int x = 0; x < width; ++x) next[x] = at[x] + (left[x] + right[x]);
          at = next;
        }
      }
      for (int y = 0; y < rows; ++y) {
        for (int height = 0; height <= rz; ++height) {
          const bool above = z - height >= 0 && z - height < size[2];
          const bool below = height > 0 && z + height >= 0 && z + height < size[2];
          if (!above && !below) continue;
          for (int x = 0; x < width; x += kBlock) {
            sum.fill(0);
            for (int d = 0; d <= 2 * ry; ++d) {
              const int half = disc[size_of(height)][size_of(d)];
              if (half < 0) continue;
              const float* w = windows.data() + size_of(half) * layer + size_of(y + d) * size_of(width) + x;
              for (std::size_t l = 0; l < kBlock; ++l) sum[l] += w[l];
            }
            const auto used = size_of(std::min(kBlock, size[0] - x));
            const auto add = [&](int slice) {
              float* to =
                  out.data() + size_of(x) + size_of(size[0]) * (size_of(first + y) + size_of(size[1]) * size_of(slice));
              for (std::size_t l = 0; l < used; ++l) to[l] += sum[l];
            };
            if (above) add(z - height);
            if (below) add(z + height);
          }
        }
      }
    }
  });
  return out;
}

}  // namespace rgx::features
