#include "stdlib/imaging/crop.hpp"

#include <algorithm>
#include <cmath>

#include "stdlib/imaging/geometry.hpp"

namespace rgx::stdlib {
namespace {

// Calls visit(first voxel of the row in the whole, first voxel of it in the part, length) for every row of the box.
template <class Visit>
void for_each_row(const engine::Geometry& whole, const Extent& box, Visit visit) {
  const auto size = box.size();
  const auto length = static_cast<std::size_t>(size[0]);
  std::size_t at = 0;
  for (std::int64_t k = box.first[2]; k <= box.last[2]; ++k)
    for (std::int64_t j = box.first[1]; j <= box.last[1]; ++j, at += length)
      visit(whole.index(box.first[0], j, k), at, length);
}

template <class T>
std::vector<T> voxels_in(const engine::Geometry& grid, const std::vector<T>& all, const Extent& box) {
  std::vector<T> out(cropped(grid, box).voxels());
  for_each_row(grid, box, [&](std::size_t from, std::size_t to, std::size_t n) {
    std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(from), n, out.begin() + static_cast<std::ptrdiff_t>(to));
  });
  return out;
}

}  // namespace

Extent widened(const Extent& box, const engine::Geometry& grid, double margin) {
  Extent out = box;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto most = static_cast<double>(grid.size[a]);
    const auto more = static_cast<std::int64_t>(std::min(most, std::ceil(margin / grid.spacing[a])));
    out.first[a] = std::max<std::int64_t>(0, box.first[a] - more);
    out.last[a] = std::min(grid.size[a] - 1, box.last[a] + more);
  }
  return out;
}

engine::Geometry cropped(const engine::Geometry& grid, const Extent& box) {
  engine::Geometry out = grid;
  out.size = box.size();
  Point corner{};
  for (std::size_t a = 0; a < 3; ++a) corner[a] = static_cast<double>(box.first[a]);
  out.origin = centre_of(grid, corner);
  return out;
}

engine::Image cropped(const engine::Image& image, const Extent& box) {
  return {cropped(image.geometry, box), voxels_in(image.geometry, image.voxels, box)};
}

engine::Mask cropped(const engine::Mask& mask, const Extent& box) {
  return {cropped(mask.geometry, box), voxels_in(mask.geometry, mask.voxels, box)};
}

void paste(const engine::Mask& part, const Extent& box, engine::Mask& whole) {
  for_each_row(whole.geometry, box, [&](std::size_t to, std::size_t from, std::size_t n) {
    std::copy_n(part.voxels.begin() + static_cast<std::ptrdiff_t>(from), n,
                whole.voxels.begin() + static_cast<std::ptrdiff_t>(to));
  });
}

}  // namespace rgx::stdlib
