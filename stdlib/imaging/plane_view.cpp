#include "stdlib/imaging/plane_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/image_error.hpp"
#include "stdlib/imaging/outline.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {
namespace {

constexpr double least_window = 120;  // mm
constexpr double window_of_extent = 2.5;

// For left, posterior, superior: the voxel axis that lies nearest, each used once, and whether it runs that way.
struct Orientation {
  std::array<std::size_t, 3> axis{0, 1, 2};
  std::array<bool, 3> forward{true, true, true};
};

Orientation orientation_of(const engine::Geometry& grid) {
  std::array<std::size_t, 3> order{0, 1, 2}, best = order;
  const auto along = [&](std::size_t anatomical, std::size_t voxel) { return grid.direction[3 * anatomical + voxel]; };
  double most = -1;
  do {
    double sum = 0;
    for (std::size_t a = 0; a < 3; ++a) sum += std::abs(along(a, order[a]));
    if (sum > most + 1e-9) {
      most = sum;
      best = order;
    }
  } while (std::next_permutation(order.begin(), order.end()));
  Orientation out;
  out.axis = best;
  for (std::size_t a = 0; a < 3; ++a) out.forward[a] = along(a, best[a]) >= 0;
  return out;
}

struct Plane {
  const char* name;
  std::size_t across, down, through;  // anatomical: 0 left, 1 posterior, 2 superior
  bool upwards;                       // the last row lies at the beginning of `down`
};
constexpr std::array<Plane, 3> planes{Plane{"axial", 0, 1, 2, false}, Plane{"coronal", 0, 2, 1, true},
                                      Plane{"sagittal", 1, 2, 0, true}};

// The slice through the centre along an axis, or the nearest with a voxel.
std::int64_t central_slice(const engine::Mask& mask, const Extent& box, std::size_t axis) {
  const auto n = static_cast<std::size_t>(box.last[axis] - box.first[axis] + 1);
  std::vector<std::int64_t> inside(n);
  for (std::int64_t k = box.first[2]; k <= box.last[2]; ++k)
    for (std::int64_t j = box.first[1]; j <= box.last[1]; ++j)
      for (std::int64_t i = box.first[0]; i <= box.last[0]; ++i)
        if (mask.voxels[mask.geometry.index(i, j, k)] != 0)
          ++inside[static_cast<std::size_t>((axis == 0 ? i : axis == 1 ? j : k) - box.first[axis])];
  std::int64_t all = 0, moment = 0;
  for (std::size_t s = 0; s < n; ++s) {
    all += inside[s];
    moment += inside[s] * static_cast<std::int64_t>(s);
  }
  const auto centre =
      static_cast<std::int64_t>(std::floor(static_cast<double>(moment) / static_cast<double>(all) + 0.5));
  for (std::int64_t off = 0;; ++off)
    for (const std::int64_t s : {centre - off, centre + off})
      if (s >= 0 && s < static_cast<std::int64_t>(n) && inside[static_cast<std::size_t>(s)] > 0)
        return box.first[axis] + s;
}

struct Side {
  std::size_t axis = 0;
  std::int64_t first = 0, count = 0;  // voxels of the window
  bool reversed = false;
  std::int64_t at(std::int64_t place) const { return reversed ? first + count - 1 - place : first + place; }
};

Side side_of(const engine::Geometry& grid, const Extent& box, std::size_t axis, bool reversed, double window) {
  Side side;
  side.axis = axis;
  side.reversed = reversed;
  side.count = std::min(grid.size[axis], static_cast<std::int64_t>(std::ceil(window / grid.spacing[axis])));
  const std::int64_t centre = (box.first[axis] + box.last[axis] + 1) / 2;
  side.first = std::clamp<std::int64_t>(centre - side.count / 2, 0, grid.size[axis] - side.count);
  return side;
}

// Mean of the voxels under each pixel, parts of voxels by their share; not-finite ones are left out.
std::vector<double> shrunk(const std::vector<double>& from, std::int64_t columns, std::int64_t rows, std::int64_t width,
                           std::int64_t height) {
  std::vector<double> out(static_cast<std::size_t>(width * height));
  const double sx = static_cast<double>(columns) / static_cast<double>(width),
               sy = static_cast<double>(rows) / static_cast<double>(height);
  const auto share = [](double from_edge, double to_edge, std::int64_t cell) {
    const auto c = static_cast<double>(cell);
    return std::max(0.0, std::min(to_edge, c + 1) - std::max(from_edge, c));
  };
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      const double left = sx * static_cast<double>(x), top = sy * static_cast<double>(y);
      double sum = 0, weight = 0;
      for (auto r = static_cast<std::int64_t>(top); r < rows && static_cast<double>(r) < top + sy - 1e-9; ++r)
        for (auto c = static_cast<std::int64_t>(left); c < columns && static_cast<double>(c) < left + sx - 1e-9; ++c) {
          const double v = from[static_cast<std::size_t>(c + columns * r)];
          if (!std::isfinite(v)) continue;
          const double w = share(left, left + sx, c) * share(top, top + sy, r);
          sum += w * v;
          weight += w;
        }
      out[static_cast<std::size_t>(x + width * y)] = weight > 0 ? sum / weight : std::nan("");
    }
  return out;
}

std::pair<double, double> grey_range(const std::vector<std::vector<double>>& pictures) {
  std::vector<double> all;
  for (const auto& picture : pictures)
    std::copy_if(picture.begin(), picture.end(), std::back_inserter(all), [](double v) { return std::isfinite(v); });
  std::sort(all.begin(), all.end());
  const auto percentile = [&](double share) {
    return all.empty() ? 0.0 : all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
  };
  return {percentile(0.01), percentile(0.99)};
}

}  // namespace

std::vector<PlaneView> plane_views(const engine::Image& image, const std::string& name,
                                   const std::vector<std::pair<std::string, const engine::Mask*>>& regions,
                                   int pixels) {
  const engine::Geometry& grid = image.geometry;
  const engine::Mask* region = nullptr;
  for (const auto& [called, mask] : regions) {
    require_same_grid(grid, mask->geometry, "image", called);
    if (called == name) region = mask;
  }
  if (region == nullptr) throw ImageError("mask-empty", {}, "there is no region `" + name + "`");
  const Extent box = extent(*region);
  const Orientation seen = orientation_of(grid);
  double window = least_window;
  for (std::size_t a = 0; a < 3; ++a)
    window = std::max(window, window_of_extent * static_cast<double>(box.last[a] - box.first[a] + 1) * grid.spacing[a]);

  std::vector<PlaneView> out;
  std::vector<std::vector<double>> pictures;
  for (const Plane& plane : planes) {
    const std::size_t through = seen.axis[plane.through];
    const Side across = side_of(grid, box, seen.axis[plane.across], !seen.forward[plane.across], window);
    const Side down = side_of(grid, box, seen.axis[plane.down], seen.forward[plane.down] == plane.upwards, window);
    if (grid.size[across.axis] < 2 || grid.size[down.axis] < 2) continue;
    PlaneView view;
    view.plane = plane.name;
    view.slice = central_slice(*region, box, through);
    const double cosine = std::min(1.0, std::abs(grid.direction[3 * plane.through + through]));
    view.tilt = std::round(std::acos(cosine) * 180 / std::numbers::pi * 10) / 10;
    view.columns = across.count;
    view.rows = down.count;
    view.across = grid.spacing[across.axis];
    view.down = grid.spacing[down.axis];
    const auto voxel = [&](std::int64_t column, std::int64_t row) {
      std::array<std::int64_t, 3> at{};
      at[across.axis] = across.at(column);
      at[down.axis] = down.at(row);
      at[through] = view.slice;
      return grid.index(at[0], at[1], at[2]);
    };
    std::vector<double> values(static_cast<std::size_t>(view.columns * view.rows));
    for (std::int64_t r = 0; r < view.rows; ++r)
      for (std::int64_t c = 0; c < view.columns; ++c)
        values[static_cast<std::size_t>(c + view.columns * r)] = image.voxels[voxel(c, r)];
    const double wide = view.across * static_cast<double>(view.columns),
                 high = view.down * static_cast<double>(view.rows), edge = std::max(wide, high) / pixels;
    const auto count = [&](double length, std::int64_t voxels) {
      return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(length / edge + 0.5)), 1, voxels);
    };
    view.width = count(wide, view.columns);
    view.height = count(high, view.rows);
    pictures.push_back(shrunk(values, view.columns, view.rows, view.width, view.height));
    const auto outlined = [&](const std::string& called, const engine::Mask& mask) {
      std::string path = outline_path(view.columns, view.rows,
                                      [&](std::int64_t c, std::int64_t r) { return mask.voxels[voxel(c, r)] != 0; });
      if (!path.empty()) view.outlines.emplace_back(called, std::move(path));
    };
    outlined(name, *region);
    for (const auto& [called, mask] : regions)
      if (called != name) outlined(called, *mask);
    out.push_back(std::move(view));
  }
  const auto [black, white] = grey_range(pictures);
  for (std::size_t p = 0; p < out.size(); ++p)
    for (const double v : pictures[p]) {
      const double grey = !std::isfinite(v) ? v : white > black ? (v - black) / (white - black) : 0.5;
      out[p].grey.push_back(
          std::isfinite(grey) ? static_cast<std::uint8_t>(std::lround(255 * std::clamp(grey, 0.0, 1.0))) : 0);
    }
  return out;
}

}  // namespace rgx::stdlib
