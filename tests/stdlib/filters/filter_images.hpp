#pragma once
// Images to filter, and what every filter has to keep: the same voxels whatever box is wanted, at any number of
// threads.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <thread>
#include <vector>

#include "stdlib/filters/filter.hpp"

namespace rgx::test {

using Size = std::array<std::int64_t, 3>;

inline engine::Image noise(const Size& size, const std::array<double, 3>& spacing = {1, 1, 1},
                           std::uint32_t seed = 11) {
  engine::Image image;
  image.geometry.size = size;
  image.geometry.spacing = spacing;
  for (std::size_t i = 0; i < image.geometry.voxels(); ++i) {
    seed = seed * 1664525U + 1013904223U;
    image.voxels.push_back(static_cast<float>(seed >> 16U) / 256.0F - 40.0F);
  }
  return image;
}

// value(i, j, k) on every voxel.
template <class F>
engine::Image made(const Size& size, F value, const std::array<double, 3>& spacing = {1, 1, 1}) {
  engine::Image image;
  image.geometry.size = size;
  image.geometry.spacing = spacing;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i)
        image.voxels.push_back(
            static_cast<float>(value(static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
  return image;
}

inline double largest_difference(const engine::Image& a, const engine::Image& b) {
  REQUIRE(a.voxels.size() == b.voxels.size());
  double worst = 0;
  for (std::size_t i = 0; i < a.voxels.size(); ++i)
    worst = std::max(worst, std::abs(static_cast<double>(a.voxels[i]) - b.voxels[i]));
  return worst;
}

inline double range_of(const engine::Image& a) {
  const auto [low, high] = std::minmax_element(a.voxels.begin(), a.voxels.end());
  return static_cast<double>(*high) - *low;
}

inline const engine::ParallelFor kSerial = [](std::size_t n, const std::function<void(std::size_t)>& body) {
  for (std::size_t i = 0; i < n; ++i) body(i);
};

// Tasks dealt out to `threads`, the last ones first.
inline engine::ParallelFor threaded(std::size_t threads) {
  return [threads](std::size_t n, const std::function<void(std::size_t)>& body) {
    std::vector<std::thread> crew;
    for (std::size_t t = 0; t < threads; ++t) {
      crew.emplace_back([&, t] {
        for (std::size_t i = t; i < n; i += threads) body(n - 1 - i);
      });
    }
    for (auto& thread : crew) thread.join();
  };
}

inline bool same_within(const engine::Image& a, const engine::Image& b, const std::array<std::int64_t, 3>& low,
                        const std::array<std::int64_t, 3>& high) {
  for (auto k = low[2]; k < high[2]; ++k) {
    for (auto j = low[1]; j < high[1]; ++j) {
      for (auto i = low[0]; i < high[0]; ++i) {
        if (a.voxels[a.geometry.index(i, j, k)] != b.voxels[b.geometry.index(i, j, k)]) return false;
      }
    }
  }
  return true;
}

// `filter(image, wanted, parallel)`: boxes of several kinds give the whole's voxels, and so do 2 and 7 threads.
template <class F>
void check_boxes_and_threads(const engine::Image& image, F filter) {
  const auto& n = image.geometry.size;
  const auto all = filters::whole(image.geometry);
  const engine::Image full = filter(image, all, kSerial);
  REQUIRE(full.geometry.size == n);
  const std::vector<filters::Box> boxes{{{0, 0, 0}, {1, 1, 1}},
                                        {{n[0] - 1, n[1] - 1, n[2] - 1}, n},
                                        {{n[0] / 3, n[1] / 4, n[2] / 3}, {n[0] / 3 + 1, n[1] / 2 + 1, n[2] / 3 + 1}},
                                        {{0, n[1] / 2, 0}, {n[0], n[1] / 2 + 1, n[2]}}};
  for (const auto& box : boxes) {
    const engine::Image part = filter(image, box, kSerial);
    CHECK(part.geometry.size == n);
    CHECK(same_within(full, part, box.low, box.high));
  }
  CHECK(filter(image, filters::Box{{0, 0, 0}, {0, 0, 0}}, kSerial).voxels.size() == image.voxels.size());
  for (const std::size_t threads : {1, 2, 7}) CHECK(filter(image, all, threaded(threads)).voxels == full.voxels);
}

// The image moved round by `by` voxels.
inline engine::Image shifted(const engine::Image& image, const Size& by) {
  engine::Image out = image;
  const auto& n = image.geometry.size;
  for (std::int64_t k = 0; k < n[2]; ++k)
    for (std::int64_t j = 0; j < n[1]; ++j)
      for (std::int64_t i = 0; i < n[0]; ++i)
        out.voxels[image.geometry.index((i + by[0]) % n[0], (j + by[1]) % n[1], (k + by[2]) % n[2])] =
            image.voxels[image.geometry.index(i, j, k)];
  return out;
}

// A quarter turn in the plane of two axes: (p, q) goes to (n_q - 1 - q, p).
inline engine::Image turned(const engine::Image& image, std::size_t p, std::size_t q) {
  engine::Image out = image;
  std::swap(out.geometry.size[p], out.geometry.size[q]);
  std::swap(out.geometry.spacing[p], out.geometry.spacing[q]);
  const auto& n = image.geometry.size;
  for (std::int64_t k = 0; k < n[2]; ++k)
    for (std::int64_t j = 0; j < n[1]; ++j)
      for (std::int64_t i = 0; i < n[0]; ++i) {
        const Size from{i, j, k};
        Size to = from;
        to[p] = n[q] - 1 - from[q];
        to[q] = from[p];
        out.voxels[out.geometry.index(to[0], to[1], to[2])] = image.voxels[image.geometry.index(i, j, k)];
      }
  return out;
}

}  // namespace rgx::test
