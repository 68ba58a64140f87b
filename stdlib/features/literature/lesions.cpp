#include "stdlib/features/literature/lesions.hpp"

#include <algorithm>
#include <vector>

namespace rgx::features {

std::array<Value, 2> lesions(const Roi& roi) {
  if (roi.count() == 0) return {Value::of(0), Value::missing(Reason::empty_region)};
  std::vector<std::int64_t> around;
  for (int z = -1; z <= 1; ++z) {
    for (int y = -1; y <= 1; ++y) {
      for (int x = -1; x <= 1; ++x) {
        if (x != 0 || y != 0 || z != 0) around.push_back(x + y * roi.step(1) + z * roi.step(2));
      }
    }
  }
  std::vector<std::uint8_t> left = roi.inside;
  std::vector<std::int64_t> stack;
  std::size_t number = 0, largest = 0;
  for (const std::uint32_t seed : roi.voxels) {
    if (left[seed] == 0) continue;
    ++number;
    std::size_t size = 0;
    left[seed] = 0;
    stack.assign(1, seed);
    while (!stack.empty()) {
      const std::int64_t at = stack.back();
      stack.pop_back();
      ++size;
      for (const std::int64_t step : around) {
        std::uint8_t& next = left[static_cast<std::size_t>(at + step)];
        if (next == 0) continue;
        next = 0;
        stack.push_back(at + step);
      }
    }
    largest = std::max(largest, size);
  }
  const auto& s = roi.spacing;
  return {Value::of(static_cast<double>(number)), Value::of(static_cast<double>(largest) * s[0] * s[1] * s[2])};
}

}  // namespace rgx::features
