#include "stdlib/imaging/geometry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stdlib/imaging/image_error.hpp"

namespace rgx::stdlib {
namespace {

using engine::Geometry;

double element(const Geometry& grid, int row, int axis) {
  return grid.direction[static_cast<std::size_t>(3 * row + axis)];
}

Point minus(const Point& a, const Point& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }

double length(const Point& v) { return std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }

}  // namespace

Point centre_of(const Geometry& grid, const Point& index) {
  Point at = grid.origin;
  for (int row = 0; row < 3; ++row)
    for (int axis = 0; axis < 3; ++axis) at[row] += element(grid, row, axis) * grid.spacing[axis] * index[axis];
  return at;
}

Point index_of(const Geometry& grid, const Point& point) {
  // Cramer's rule rather than the transpose: directions read from float32 are orthonormal to seven digits only.
  const auto& d = grid.direction;
  const Point v = minus(point, grid.origin);
  const auto det = [](const Point& a, const Point& b, const Point& c) {
    return a[0] * (b[1] * c[2] - c[1] * b[2]) - b[0] * (a[1] * c[2] - c[1] * a[2]) + c[0] * (a[1] * b[2] - b[1] * a[2]);
  };
  const Point x{d[0], d[3], d[6]}, y{d[1], d[4], d[7]}, z{d[2], d[5], d[8]};
  const double whole = det(x, y, z);
  return {det(v, y, z) / whole / grid.spacing[0], det(x, v, z) / whole / grid.spacing[1],
          det(x, y, v) / whole / grid.spacing[2]};
}

Point field_centre(const Geometry& grid) {
  Point middle{};
  for (int axis = 0; axis < 3; ++axis) middle[axis] = 0.5 * static_cast<double>(grid.size[axis] - 1);
  return centre_of(grid, middle);
}

double largest_displacement(const Geometry& a, const Geometry& b) {
  double largest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Point in_a{}, in_b{};
    for (int axis = 0; axis < 3; ++axis) {
      const bool far = (corner >> axis) & 1;
      in_a[axis] = far ? static_cast<double>(a.size[axis]) - 0.5 : -0.5;
      in_b[axis] = far ? static_cast<double>(b.size[axis]) - 0.5 : -0.5;
    }
    largest = std::max(largest, length(minus(centre_of(a, in_a), centre_of(b, in_b))));
  }
  return largest;
}

bool same_grid(const Geometry& a, const Geometry& b, double tolerance) {
  const double edge = std::min(*std::min_element(a.spacing.begin(), a.spacing.end()),
                               *std::min_element(b.spacing.begin(), b.spacing.end()));
  return a.size == b.size && largest_displacement(a, b) <= tolerance * edge;
}

void require_same_grid(const Geometry& a, const Geometry& b, const std::string& name_a, const std::string& name_b,
                       const std::string& file) {
  if (const auto what = explain_difference(a, b, name_a, name_b)) throw ImageError("geometry-mismatch", file, *what);
}

void require_valid(const Geometry& grid, const std::string& file) {
  static constexpr const char* names[] = {"x", "y", "z"};
  for (int axis = 0; axis < 3; ++axis) {
    if (grid.size[axis] < 1)
      throw ImageError("image-geometry", file,
                       fmt::format("size along {} is {}, at least 1 is expected", names[axis], grid.size[axis]));
    if (!(grid.spacing[axis] > 0) || !std::isfinite(grid.spacing[axis]))
      throw ImageError(
          "image-geometry", file,
          fmt::format("spacing along {} is {:g} mm, a value above 0 is expected", names[axis], grid.spacing[axis]));
    if (!std::isfinite(grid.origin[axis]))
      throw ImageError("image-geometry", file,
                       fmt::format("origin along {} is {:g}, a number is expected", names[axis], grid.origin[axis]));
  }
  for (int a = 0; a < 3; ++a)
    for (int b = a; b < 3; ++b) {
      double dot = 0;
      for (int row = 0; row < 3; ++row) dot += element(grid, row, a) * element(grid, row, b);
      if (!(std::abs(dot - (a == b ? 1.0 : 0.0)) < 1e-3))
        throw ImageError("image-geometry", file,
                         fmt::format("axes {} and {} have the product {:.4g} where {} is expected: the axes are not at "
                                     "right angles and of length 1",
                                     names[a], names[b], dot, a == b ? 1 : 0));
    }
}

}  // namespace rgx::stdlib
