#include "stdlib/filters/pointwise.hpp"

#include <algorithm>
#include <cmath>

namespace rgx::filters {

namespace {

// Calls `change(x)` for every voxel wanted, in double, one plane a task.
template <class F>
void for_each(const engine::Image& image, engine::Image& out, const Box& wanted, const engine::ParallelFor& parallel,
              F change) {
  if (wanted.high[2] <= wanted.low[2]) return;
  parallel(static_cast<std::size_t>(wanted.high[2] - wanted.low[2]), [&](std::size_t plane) {
    const std::int64_t k = wanted.low[2] + static_cast<std::int64_t>(plane);
    for (std::int64_t j = wanted.low[1]; j < wanted.high[1]; ++j) {
      const std::size_t row = image.geometry.index(0, j, k);
      for (auto i = static_cast<std::size_t>(wanted.low[0]); i < static_cast<std::size_t>(wanted.high[0]); ++i)
        out.voxels[row + i] = static_cast<float>(change(static_cast<double>(image.voxels[row + i])));
    }
  });
}

}  // namespace

engine::Image pointwise(const engine::Image& image, Pointwise which, const Box& wanted,
                        const engine::ParallelFor& parallel) {
  float largest = 0;
  for (const float v : image.voxels) largest = std::max(largest, std::abs(v));
  const double m = largest;
  engine::Image out{image.geometry, std::vector<float>(image.voxels.size(), 0.0F)};
  switch (which) {
    case Pointwise::square: {
      const double scale = m > 0 ? 1 / std::sqrt(m) : 0;
      for_each(image, out, wanted, parallel, [=](double x) { return scale * x * (scale * x); });
      break;
    }
    case Pointwise::square_root:
      for_each(image, out, wanted, parallel, [=](double x) { return std::copysign(std::sqrt(std::abs(x) * m), x); });
      break;
    case Pointwise::logarithm: {
      const double scale = m > 0 ? m / std::log1p(m) : 0;
      for_each(image, out, wanted, parallel,
               [=](double x) { return std::copysign(std::log1p(std::abs(x)), x) * scale; });
      break;
    }
    case Pointwise::exponential: {
      const double scale = m > 0 ? std::log(m) / m : 0;
      for_each(image, out, wanted, parallel, [=](double x) { return std::exp(scale * x); });
      break;
    }
  }
  return out;
}

}  // namespace rgx::filters
