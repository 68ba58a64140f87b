#include "stdlib/features/texture.hpp"

namespace rgx::features {

std::int64_t offset(const Roi& roi, const std::array<int, 3>& direction, int distance) {
  return distance * (direction[0] + direction[1] * roi.step(1) + direction[2] * roi.step(2));
}

std::vector<std::int64_t> neighbourhood(const Roi& roi, int distance, bool planar) {
  std::vector<std::int64_t> out;
  const int deep = planar ? 0 : distance;
  for (int z = -deep; z <= deep; ++z) {
    for (int y = -distance; y <= distance; ++y) {
      for (int x = -distance; x <= distance; ++x) {
        if (x != 0 || y != 0 || z != 0) out.push_back(offset(roi, {x, y, z}));
      }
    }
  }
  return out;
}

}  // namespace rgx::features
