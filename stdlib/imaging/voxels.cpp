#include "stdlib/imaging/voxels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stdlib/imaging/image_error.hpp"

namespace rgx::stdlib {
namespace {

template <typename Inside>
NonFinite non_finite_where(const engine::Image& image, Inside inside) {
  NonFinite found;
  for (std::size_t v = 0; v < image.voxels.size(); ++v) {
    if (!inside(v) || std::isfinite(image.voxels[v])) continue;
    if (std::isnan(image.voxels[v]))
      ++found.nan;
    else
      ++found.infinite;
  }
  return found;
}

template <typename Inside>
Moments moments_where(const engine::Image& image, Inside inside) {
  Moments m;
  double sum = 0;
  for (std::size_t v = 0; v < image.voxels.size(); ++v) {
    if (!inside(v)) continue;
    const double x = image.voxels[v];
    m.minimum = m.n == 0 ? x : std::min(m.minimum, x);
    m.maximum = m.n == 0 ? x : std::max(m.maximum, x);
    sum += x;
    ++m.n;
  }
  if (m.n == 0) throw ImageError("mask-empty", {}, "no voxel to take the mean of: the mask is empty");
  m.mean = sum / static_cast<double>(m.n);
  double squares = 0;
  for (std::size_t v = 0; v < image.voxels.size(); ++v)
    if (inside(v)) squares += (image.voxels[v] - m.mean) * (image.voxels[v] - m.mean);
  m.sd = std::sqrt(squares / static_cast<double>(m.n));
  return m;
}

void refuse(const NonFinite& found, const std::string& where, const std::string& step) {
  if (found.total() == 0) return;
  throw ImageError("image-values", {},
                   fmt::format("{} voxels {} are not a number and {} are infinite; {} needs finite intensities",
                               found.nan, where, found.infinite, step));
}

}  // namespace

std::size_t count(const engine::Mask& mask) {
  return static_cast<std::size_t>(std::count_if(mask.voxels.begin(), mask.voxels.end(), [](auto v) { return v != 0; }));
}

NonFinite count_non_finite(const engine::Image& image) {
  return non_finite_where(image, [](std::size_t) { return true; });
}

NonFinite count_non_finite(const engine::Image& image, const engine::Mask& within) {
  return non_finite_where(image, [&](std::size_t v) { return within.voxels[v] != 0; });
}

void require_finite(const engine::Image& image, const std::string& step) {
  refuse(count_non_finite(image), "of the image", step);
}

void require_finite(const engine::Image& image, const engine::Mask& within, const std::string& step) {
  refuse(count_non_finite(image, within), "inside the mask", step);
}

std::array<std::int64_t, 3> Extent::size() const {
  return {last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1};
}

Extent extent(const engine::Mask& mask) {
  const auto& size = mask.geometry.size;
  Extent box{size, {-1, -1, -1}};
  std::size_t v = 0;
  for (std::int64_t k = 0; k < size[2]; ++k)
    for (std::int64_t j = 0; j < size[1]; ++j)
      for (std::int64_t i = 0; i < size[0]; ++i, ++v) {
        if (!mask.voxels[v]) continue;
        const std::array<std::int64_t, 3> at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.first[axis] = std::min(box.first[axis], at[axis]);
          box.last[axis] = std::max(box.last[axis], at[axis]);
        }
      }
  if (box.last[0] < 0) throw ImageError("mask-empty", {}, "the mask has no voxel");
  return box;
}

Moments moments(const engine::Image& image) {
  return moments_where(image, [](std::size_t) { return true; });
}

Moments moments(const engine::Image& image, const engine::Mask& within) {
  return moments_where(image, [&](std::size_t v) { return within.voxels[v] != 0; });
}

}  // namespace rgx::stdlib
