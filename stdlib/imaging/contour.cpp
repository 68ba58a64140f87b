#include "stdlib/imaging/contour.hpp"

#include <algorithm>
#include <cmath>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {
namespace {

std::int64_t fullest_slice(const engine::Mask& region, const Extent& box) {
  const auto& size = region.geometry.size;
  const std::int64_t plane = size[0] * size[1];
  std::int64_t most = 0;
  std::vector<std::int64_t> slices;
  for (std::int64_t k = box.first[2]; k <= box.last[2]; ++k) {
    const auto from = region.voxels.begin() + k * plane;
    const std::int64_t inside = std::count_if(from, from + plane, [](auto v) { return v != 0; });
    if (inside > most) slices.clear();
    most = std::max(most, inside);
    if (inside == most) slices.push_back(k);
  }
  return slices[(slices.size() - 1) / 2];
}

}  // namespace

ContourView contour_view(const engine::Image& image, const engine::Mask& region, int pixels) {
  require_same_grid(image.geometry, region.geometry, "image", "region");
  const engine::Geometry& grid = image.geometry;
  const Extent box = extent(region);
  ContourView view;
  view.slice = fullest_slice(region, box);

  // A square-pixel window in mm around the region, cut at the image's border.
  std::array<double, 2> from{}, width{};
  for (std::size_t a = 0; a < 2; ++a) {
    const double margin = 0.5 * static_cast<double>(box.last[a] - box.first[a] + 1) + 2;
    const double low = std::max(0.0, static_cast<double>(box.first[a]) - margin);
    const double high = std::min(static_cast<double>(grid.size[a]), static_cast<double>(box.last[a]) + 1 + margin);
    from[a] = low;
    width[a] = high - low;
  }
  const double edge = std::max(width[0] * grid.spacing[0], width[1] * grid.spacing[1]) / std::max(pixels, 8);
  const auto across = [&](std::size_t a) {
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(width[a] * grid.spacing[a] / edge + 1e-9)));
  };
  view.width = across(0);
  view.height = across(1);
  const auto voxel = [&](std::int64_t pixel, std::size_t a) {
    const double at = from[a] + (static_cast<double>(pixel) + 0.5) * edge / grid.spacing[a];
    return std::clamp(static_cast<std::int64_t>(std::floor(at)), std::int64_t{0}, grid.size[a] - 1);
  };
  const std::size_t n = static_cast<std::size_t>(view.width * view.height);
  std::vector<float> seen(n);
  std::vector<std::uint8_t> inside(n);
  for (std::int64_t y = 0; y < view.height; ++y)
    for (std::int64_t x = 0; x < view.width; ++x) {
      const std::size_t v = grid.index(voxel(x, 0), voxel(y, 1), view.slice),
                        p = static_cast<std::size_t>(x + view.width * y);
      seen[p] = image.voxels[v];
      inside[p] = region.voxels[v];
    }
  std::vector<float> sorted;
  std::copy_if(seen.begin(), seen.end(), std::back_inserter(sorted), [](float v) { return std::isfinite(v); });
  std::sort(sorted.begin(), sorted.end());
  const auto percentile = [&](double share) {
    return sorted.empty() ? 0.0F : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  };
  const double black = percentile(0.01), white = percentile(0.99);
  view.pixels.resize(n);
  for (std::size_t p = 0; p < n; ++p) {
    const double grey = white > black ? (seen[p] - black) / (white - black) : 0.5;
    view.pixels[p] = std::isfinite(grey) ? static_cast<std::uint8_t>(std::lround(254 * std::clamp(grey, 0.0, 1.0))) : 0;
  }
  const auto in = [&](std::int64_t x, std::int64_t y) {
    return x >= 0 && y >= 0 && x < view.width && y < view.height &&
           inside[static_cast<std::size_t>(x + view.width * y)] != 0;
  };
  for (std::int64_t y = 0; y < view.height; ++y)
    for (std::int64_t x = 0; x < view.width; ++x)
      if (in(x, y) && !(in(x - 1, y) && in(x + 1, y) && in(x, y - 1) && in(x, y + 1)))
        view.pixels[static_cast<std::size_t>(x + view.width * y)] = 255;
  return view;
}

}  // namespace rgx::stdlib
