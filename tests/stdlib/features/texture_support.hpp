#pragma once
// Made-up boxes of grey levels, and the texture matrices counted voxel by voxel as the manual defines them.
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <thread>
#include <tuple>
#include <vector>

#include "stdlib/features/discretise.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"
#include "tests/stdlib/features/support.hpp"

namespace rgx::test {

using Place = std::array<int, 3>;

struct Grid {
  Place size{1, 1, 1};
  std::vector<int> level;  // 0: outside

  int at(const Place& p) const {
    for (std::size_t a = 0; a < 3; ++a) {
      if (p[a] < 0 || p[a] >= size[a]) return 0;
    }
    return level[static_cast<std::size_t>(p[0] + size[0] * (p[1] + size[1] * p[2]))];
  }
  template <typename Visit>
  void each(Visit visit) const {
    for (int z = 0; z < size[2]; ++z) {
      for (int y = 0; y < size[1]; ++y) {
        for (int x = 0; x < size[0]; ++x) {
          if (at({x, y, z}) != 0) visit(Place{x, y, z}, at({x, y, z}));
        }
      }
    }
  }
};

inline Place sum(const Place& a, const Place& b, int times = 1) {
  return {a[0] + times * b[0], a[1] + times * b[1], a[2] + times * b[2]};
}

// Level by place; 0 leaves the voxel out.
inline Grid grid(const Place& size, const std::function<int(int, int, int)>& level_of) {
  Grid out{size, {}};
  for (int z = 0; z < size[2]; ++z) {
    for (int y = 0; y < size[1]; ++y) {
      for (int x = 0; x < size[0]; ++x) out.level.push_back(level_of(x, y, z));
    }
  }
  return out;
}

inline std::uint32_t chance(int x, int y, int z, std::uint32_t salt = 0) {
  return scramble(scramble(static_cast<std::uint32_t>(x + 1000 * y + 1000000 * z)) + salt);
}

// The region of a grid as the families see it; the image is the grid itself, so that regions touch its borders.
struct Region {
  explicit Region(const Grid& from, int distance = 1) {
    mask.geometry.size = {from.size[0], from.size[1], from.size[2]};
    for (const int level : from.level) {
      mask.voxels.push_back(level != 0 ? 7 : 0);
      image.voxels.push_back(static_cast<float>(level));
    }
    image.geometry = mask.geometry;
    roi = features::crop(mask, distance);
    levels = features::discretise(features::intensities(image, mask, roi), features::Discretisation::as_is());
    box = std::make_unique<features::LevelBox>(roi, levels);
  }
  engine::Image image;
  engine::Mask mask;
  features::Roi roi;
  features::Levels levels;
  std::unique_ptr<features::LevelBox> box;
};

// By three threads, and from the last to the first.
inline const stats::ParallelFor kThreads = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 3; ++t) {
    threads.emplace_back([=] {
      for (std::size_t i = t; i < n; i += 3) body(i);
    });
  }
  for (std::thread& t : threads) t.join();
};
inline const stats::ParallelFor kBackwards = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = n; i-- > 0;) body(i);
};

// (level, size) -> count
using Counts = std::map<std::tuple<std::uint32_t, std::uint32_t>, std::uint64_t>;
inline Counts counts(const std::vector<features::SizeCell>& cells) {
  Counts out;
  for (const auto& c : cells) out[{c.level, c.size}] += c.count;
  return out;
}

}  // namespace rgx::test
