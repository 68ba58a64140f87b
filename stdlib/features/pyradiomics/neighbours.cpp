#include "stdlib/features/pyradiomics/neighbours.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace rgx::features::pyradiomics {

std::vector<std::int64_t> neighbours(const Roi& roi, std::span<const int> distances) {
  int farthest = 0;
  for (const int d : distances) {
    if (d < 1 || d > roi.margin)
      throw std::invalid_argument("a distance must be at least 1 and at most the border of the region's box");
    farthest = std::max(farthest, d);
  }
  std::vector<std::int64_t> out;
  for (int z = -farthest; z <= farthest; ++z) {
    for (int y = -farthest; y <= farthest; ++y) {
      for (int x = -farthest; x <= farthest; ++x) {
        const int length = std::max({std::abs(x), std::abs(y), std::abs(z)});
        if (std::find(distances.begin(), distances.end(), length) != distances.end())
          out.push_back(offset(roi, {x, y, z}));
      }
    }
  }
  return out;
}

std::vector<SizeCell> run_cells(const LevelBox& box, const std::array<int, 3>& direction) {
  const std::int64_t step = offset(box.roi, direction);
  SizeMatrix matrix(box.highest, *std::max_element(box.roi.size.begin(), box.roi.size.end()));
  for (const std::uint32_t voxel : box.roi.voxels) {
    const std::uint16_t* at = box.grid.data() + voxel;
    const std::uint16_t level = *at;
    if (at[-step] == level) continue;  // not the start of a run
    std::uint32_t length = 1;
    for (at += step; *at == level; at += step) ++length;
    matrix.count(level, length);
  }
  return matrix.cells();
}

}  // namespace rgx::features::pyradiomics
