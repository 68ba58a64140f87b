#include "stdlib/imaging/pieces.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {

std::size_t pieces_of(const engine::Mask& mask) {
  if (count(mask) == 0) return 0;
  const Extent box = extent(mask);
  const auto size = box.size();
  const auto place = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    return static_cast<std::size_t>(i + size[0] * (j + size[1] * k));
  };
  // Of the box alone: voxels that are inside and in no piece yet.
  std::vector<std::uint8_t> left(static_cast<std::size_t>(size[0] * size[1] * size[2]));
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i)
        left[place(i, j, k)] =
            mask.voxels[mask.geometry.index(box.first[0] + i, box.first[1] + j, box.first[2] + k)] != 0 ? 1 : 0;
  std::size_t pieces = 0;
  std::vector<std::size_t> waiting;
  for (std::size_t start = 0; start < left.size(); ++start) {
    if (left[start] == 0) continue;
    ++pieces;
    left[start] = 0;
    waiting.push_back(start);
    while (!waiting.empty()) {
      const auto at = static_cast<std::int64_t>(waiting.back());
      waiting.pop_back();
      const std::int64_t x = at % size[0], y = at / size[0] % size[1], z = at / (size[0] * size[1]);
      for (std::int64_t k = std::max<std::int64_t>(z - 1, 0); k <= std::min(z + 1, size[2] - 1); ++k)
        for (std::int64_t j = std::max<std::int64_t>(y - 1, 0); j <= std::min(y + 1, size[1] - 1); ++j)
          for (std::int64_t i = std::max<std::int64_t>(x - 1, 0); i <= std::min(x + 1, size[0] - 1); ++i)
            if (auto& cell = left[place(i, j, k)]; cell != 0) {
              cell = 0;
              waiting.push_back(place(i, j, k));
            }
    }
  }
  return pieces;
}

}  // namespace rgx::stdlib
