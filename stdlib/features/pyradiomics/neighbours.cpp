#include "stdlib/features/pyradiomics/neighbours.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace rgx::features::pyradiomics {

bool nearest_only(std::span<const int> distances) {
  return std::all_of(distances.begin(), distances.end(), [](int d) { return d == 1; });
}

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

}  // namespace rgx::features::pyradiomics
