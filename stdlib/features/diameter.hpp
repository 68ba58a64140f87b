#pragma once
// Largest distances between points on a lattice, exact and far below quadratic, and those between the vertices of a
// region's surface mesh.
//
// Points are whole numbers, `unit` the length in mm of one step along each axis (for a mesh: half the spacing). A
// squared distance is the sum of (step * step) * (unit * unit) over the axes in double; the largest is the same number
// whatever the order of the points.
#include <array>
#include <cstdint>
#include <span>

#include "stdlib/features/roi.hpp"

namespace rgx::features {

// In space: a tree of boxes, pairs of boxes that cannot hold a larger distance than one already found are left out. 0
// for fewer than two points. Steps below 2^26.
double largest_distance(std::span<const std::array<std::int32_t, 3>> points, const std::array<double, 3>& unit);

// In a plane: corners of the hull (Andrew's monotone chain), then its antipodal pairs (Shamos 1978), both decided in
// whole numbers. Antipodal pairs do not change when an axis is stretched, so they hold the farthest pair for any unit.
double largest_distance(std::span<const std::array<std::int32_t, 2>> points, const std::array<double, 2>& unit);

// The largest distance of two vertices of the mesh at 0.5 (half-way points between a voxel inside and a face neighbour
// outside), anywhere and within one plane of equal x, y or z. Such planes run through voxel centres and half-way
// between them. These are PyRadiomics' Maximum3DDiameter, and with z the slowest axis Maximum2DDiameterRow (equal x),
// Maximum2DDiameterColumn (equal y), Maximum2DDiameterSlice (equal z). A plane holds two vertices or more for any
// region. mm; 0 for an empty region. The region needs a border of at least one voxel.
struct MeshDiameters {
  double overall = 0;
  std::array<double, 3> in_plane{0, 0, 0};  // at equal x, equal y, equal z
};
MeshDiameters mesh_diameters(const Roi& roi);

}  // namespace rgx::features
