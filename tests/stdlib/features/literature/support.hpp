#pragma once
// Bodies whose measures are known.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"

namespace rgx::test {

inline engine::Mask body(std::array<std::int64_t, 3> size, const std::function<bool(int, int, int)>& inside,
                         std::array<double, 3> spacing = {1, 1, 1}) {
  engine::Mask mask;
  mask.geometry.size = size;
  mask.geometry.spacing = spacing;
  mask.voxels.assign(mask.geometry.voxels(), 0);
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j) {
      for (std::int64_t i = 0; i < size[0]; ++i) {
        mask.voxels[mask.geometry.index(i, j, k)] =
            inside(static_cast<int>(i), static_cast<int>(j), static_cast<int>(k));
      }
    }
  }
  return mask;
}

inline engine::Mask block(std::int64_t x, std::int64_t y, std::int64_t z, std::array<double, 3> spacing = {1, 1, 1}) {
  return body(
      {x, y, z}, [](int, int, int) { return true; }, spacing);
}

// A disc in one slice whose radius changes with the angle.
inline engine::Mask star(int half, const std::function<double(double)>& radius) {
  return body({2 * half + 1, 2 * half + 1, 1}, [&](int i, int j, int) {
    const double x = i - half, y = j - half;
    return std::hypot(x, y) <= radius(std::atan2(y, x));
  });
}

// Axes in another order and direction: axis a of the result is axis order[a] of `from`, reversed where flip[a].
template <class Volume>
Volume turned(const Volume& from, const std::array<std::size_t, 3>& order, const std::array<bool, 3>& flip) {
  Volume out = from;
  for (std::size_t a = 0; a < 3; ++a) {
    out.geometry.size[a] = from.geometry.size[order[a]];
    out.geometry.spacing[a] = from.geometry.spacing[order[a]];
  }
  const auto& size = out.geometry.size;
  std::array<std::int64_t, 3> p{}, q{};
  for (p[2] = 0; p[2] < size[2]; ++p[2]) {
    for (p[1] = 0; p[1] < size[1]; ++p[1]) {
      for (p[0] = 0; p[0] < size[0]; ++p[0]) {
        for (std::size_t a = 0; a < 3; ++a) q[order[a]] = flip[a] ? size[a] - 1 - p[a] : p[a];
        out.voxels[out.geometry.index(p[0], p[1], p[2])] = from.voxels[from.geometry.index(q[0], q[1], q[2])];
      }
    }
  }
  return out;
}

// Two threads, the second half first.
inline void two_threads(std::size_t n, const std::function<void(std::size_t)>& work) {
  std::thread other([&] {
    for (std::size_t i = n; i-- > n / 2;) work(i);
  });
  for (std::size_t i = 0; i < n / 2; ++i) work(i);
  other.join();
}

}  // namespace rgx::test
