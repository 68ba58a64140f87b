// The sentence that explains why two grids are not one.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "stdlib/imaging/geometry.hpp"

namespace rgx::stdlib {
namespace {

using engine::Geometry;
using Axes = std::array<int, 3>;

constexpr const char* kAxis[] = {"x", "y", "z"};

// The same voxels counted in another order: new axis n is old axis order[n], backwards where reversed[n].
Geometry reordered(const Geometry& grid, const Axes& order, const std::array<bool, 3>& reversed) {
  Geometry out = grid;
  Point first{};
  for (int n = 0; n < 3; ++n) {
    const int old = order[n];
    out.size[n] = grid.size[old];
    out.spacing[n] = grid.spacing[old];
    if (reversed[n]) first[old] = static_cast<double>(grid.size[old] - 1);
    for (std::size_t row = 0; row < 3; ++row)
      out.direction[3 * row + static_cast<std::size_t>(n)] =
          grid.direction[3 * row + static_cast<std::size_t>(old)] * (reversed[n] ? -1 : 1);
  }
  out.origin = centre_of(grid, first);
  return out;
}

std::string listed(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, " and ")); }

std::optional<std::string> other_order(const Geometry& a, const Geometry& b, double tolerance) {
  Axes order{0, 1, 2};
  do {
    for (int flips = 0; flips < 8; ++flips) {
      const std::array<bool, 3> reversed{(flips & 1) != 0, (flips & 2) != 0, (flips & 4) != 0};
      if (!same_grid(a, reordered(b, order, reversed), tolerance)) continue;
      std::vector<std::string> said, backwards;
      for (int n = 0; n < 3; ++n)
        if (reversed[n]) backwards.emplace_back(kAxis[order[n]]);
      if (order != Axes{0, 1, 2})
        said.push_back(
            fmt::format("exchanged axes (order {}, {}, {})", kAxis[order[0]], kAxis[order[1]], kAxis[order[2]]));
      if (!backwards.empty())
        said.push_back(fmt::format("{} flipped", (backwards.size() == 1 ? "axis " : "axes ") + listed(backwards)));
      return listed(said);
    }
  } while (std::next_permutation(order.begin(), order.end()));
  return std::nullopt;
}

Geometry opposite_signs(Geometry grid) {
  for (std::size_t i = 0; i < 6; ++i) grid.direction[i] = -grid.direction[i];
  grid.origin[0] = -grid.origin[0];
  grid.origin[1] = -grid.origin[1];
  return grid;
}

// b's first voxel in a's index, if it lies whole or half voxels away.
std::optional<std::string> regular_shift(const Geometry& a, const Geometry& b) {
  const Point shift = index_of(a, b.origin);
  bool half = false;
  std::vector<std::string> parts;
  for (int axis = 0; axis < 3; ++axis) {
    const double halves = 2 * shift[axis];
    if (std::abs(halves - std::round(halves)) > 0.01) return std::nullopt;
    const double steps = std::round(halves) / 2;
    if (steps == 0) continue;
    half = half || std::abs(steps) == 0.5;
    parts.push_back(fmt::format("{:g} voxel{} along {}", steps, std::abs(steps) > 1 ? "s" : "", kAxis[axis]));
  }
  if (parts.empty()) return std::nullopt;
  return "a shift by " + listed(parts) +
         (half ? ", as when one file gives the first voxel's centre and the other its corner" : "");
}

std::string triple(const Point& v) { return fmt::format("{:.6g}, {:.6g}, {:.6g}", v[0], v[1], v[2]); }

}  // namespace

std::optional<std::string> explain_difference(const Geometry& a, const Geometry& b, const std::string& name_a,
                                              const std::string& name_b, double tolerance) {
  if (same_grid(a, b, tolerance)) return std::nullopt;
  const double edge = *std::min_element(a.spacing.begin(), a.spacing.end());
  std::vector<std::string> parts;
  if (a.size != b.size)
    parts.push_back(fmt::format("size: {} x {} x {} and {} x {} x {} voxels", a.size[0], a.size[1], a.size[2],
                                b.size[0], b.size[1], b.size[2]));
  bool spacing = false, direction = false;
  for (int axis = 0; axis < 3; ++axis) {
    const double across = static_cast<double>(a.size[axis]) * std::abs(a.spacing[axis] - b.spacing[axis]);
    spacing = spacing || across > tolerance * edge / 4;
  }
  if (spacing) parts.push_back(fmt::format("spacing: {} and {} mm", triple(a.spacing), triple(b.spacing)));
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double chord = 0;
    for (std::size_t row = 0; row < 3; ++row)
      chord += std::pow(a.direction[3 * row + axis] - b.direction[3 * row + axis], 2);
    direction =
        direction || std::sqrt(chord) * static_cast<double>(a.size[axis]) * a.spacing[axis] > tolerance * edge / 4;
  }
  if (direction) {
    double largest = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double dot = 0;
      for (std::size_t row = 0; row < 3; ++row) dot += a.direction[3 * row + axis] * b.direction[3 * row + axis];
      largest = std::max(largest, std::acos(std::clamp(dot, -1.0, 1.0)) * 180 / 3.14159265358979323846);
    }
    parts.push_back(fmt::format("direction: axes turned by up to {:.4g} degrees", largest));
  }
  const Point shift{b.origin[0] - a.origin[0], b.origin[1] - a.origin[1], b.origin[2] - a.origin[2]};
  const double moved = std::hypot(shift[0], shift[1], shift[2]);
  if (moved > tolerance * edge / 4 || parts.empty())
    parts.push_back(fmt::format("origin: {} and {} mm ({:.4g} mm apart)", triple(a.origin), triple(b.origin), moved));
  std::string said =
      fmt::format("`{}` and `{}` are not on one grid; they differ in {}", name_a, name_b, fmt::join(parts, "; "));
  if (a.size == b.size) said += fmt::format("; voxels lie up to {:.4g} mm apart", largest_displacement(a, b));
  if (const auto order = other_order(a, b, tolerance)) {
    said += fmt::format("; it is the same grid with {}", *order);
  } else if (same_grid(a, opposite_signs(b), tolerance)) {
    said +=
        "; with the signs of x and y reversed it is the same grid, as when one file was written in RAS and the other "
        "in LPS";
  } else if (!spacing && !direction) {
    if (const auto regular = regular_shift(a, b)) said += "; it is " + *regular;
  }
  return said + fmt::format(" (tolerance {:g} of a voxel edge, {:.2g} mm)", tolerance, tolerance * edge);
}

}  // namespace rgx::stdlib
