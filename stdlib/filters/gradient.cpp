#include "stdlib/filters/gradient.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::filters {

engine::Image gradient_magnitude(const engine::Image& image, bool use_spacing, bool by_slice, const Box& wanted,
                                 const engine::ParallelFor& parallel) {
  const auto& grid = image.geometry;
  engine::Image out{grid, std::vector<float>(image.voxels.size(), 0.0F)};
  if (wanted.high[2] <= wanted.low[2]) return out;
  std::array<double, 3> scale{};
  for (std::size_t a = 0; a < 3; ++a) scale[a] = 0.5 / (use_spacing ? grid.spacing[a] : 1.0);
  const std::array<std::size_t, 3> stride{1, static_cast<std::size_t>(grid.size[0]),
                                          static_cast<std::size_t>(grid.size[0] * grid.size[1])};
  const std::size_t axes = by_slice ? 2 : 3;
  parallel(static_cast<std::size_t>(wanted.high[2] - wanted.low[2]), [&](std::size_t plane) {
    std::array<std::int64_t, 3> at{0, 0, wanted.low[2] + static_cast<std::int64_t>(plane)};
    for (at[1] = wanted.low[1]; at[1] < wanted.high[1]; ++at[1]) {
      for (at[0] = wanted.low[0]; at[0] < wanted.high[0]; ++at[0]) {
        const std::size_t here = grid.index(at[0], at[1], at[2]);
        double sum = 0;
        for (std::size_t a = 0; a < axes; ++a) {
          const double after = image.voxels[at[a] + 1 < grid.size[a] ? here + stride[a] : here];
          const double before = image.voxels[at[a] > 0 ? here - stride[a] : here];
          const double slope = (after - before) * scale[a];
          sum += slope * slope;
        }
        out.voxels[here] = static_cast<float>(std::sqrt(sum));
      }
    }
  });
  return out;
}

}  // namespace rgx::filters
