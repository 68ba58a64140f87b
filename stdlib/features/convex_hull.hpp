#pragma once
// Convex hull of points with whole coordinates, exact: orientation is decided in 64-bit integers, so that the many
// coplanar points of a voxel mesh need no tolerance.
#include <array>
#include <cstdint>
#include <vector>

namespace rgx::features {

struct Hull {
  std::vector<std::array<std::int32_t, 3>> points;     // its corners (points on a face or edge may be among them)
  std::vector<std::array<std::int32_t, 3>> triangles;  // indices into `points`, counter-clockwise from outside
};

// Points must not all lie in one plane (std::invalid_argument) and have coordinates below 2^19 in size. Each plane
// of equal z is thinned to its own hull, then the hull grows by the point farthest above one of its faces (quickhull:
// Barber, Dobkin & Huhdanpaa 1996).
Hull convex_hull(std::vector<std::array<std::int32_t, 3>> points);

// With `half_spacing` the length of one unit along each axis: volume, area, and the largest distance of two corners.
double hull_volume(const Hull& hull, const std::array<double, 3>& half_spacing);
double hull_area(const Hull& hull, const std::array<double, 3>& half_spacing);
double hull_diameter(const Hull& hull, const std::array<double, 3>& half_spacing);

}  // namespace rgx::features
