#pragma once
// What a mask and an image hold: counts, extent, first moments.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/image.hpp"

namespace rgx::stdlib {

std::size_t count(const engine::Mask& mask);

struct NonFinite {
  std::size_t nan = 0, infinite = 0;
  std::size_t total() const { return nan + infinite; }
};
NonFinite count_non_finite(const engine::Image& image);
NonFinite count_non_finite(const engine::Image& image, const engine::Mask& within);
// ImageError `image-values` with both counts.
void require_finite(const engine::Image& image, const std::string& step);
void require_finite(const engine::Image& image, const engine::Mask& within, const std::string& step);

// First and last index of the voxels inside, both included. `mask-empty` where there is none.
struct Extent {
  std::array<std::int64_t, 3> first{}, last{};
  std::array<std::int64_t, 3> size() const;
};
Extent extent(const engine::Mask& mask);

// Two passes in double. `sd` is the population's (divided by n), as IBSI's intensity variance. `mask-empty` for none.
struct Moments {
  std::size_t n = 0;
  double mean = 0, sd = 0, minimum = 0, maximum = 0;
};
Moments moments(const engine::Image& image);
Moments moments(const engine::Image& image, const engine::Mask& within);

}  // namespace rgx::stdlib
