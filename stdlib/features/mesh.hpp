#pragma once
// Surface of a binary mask by marching cubes at 0.5 (Lorensen & Cline 1987), as IBSI's mesh representation WRJH asks.
//
// A cube has a voxel centre at each corner; the surface crosses an edge half-way when its ends differ. The 256 cases
// are not typed in but made from two rules. On each face of the cube the crossings are joined so that two corners
// inside that face each other diagonally stay apart; the segments close to loops. A loop is cut into triangles so that
// it bends at the fewest diagonals. The first rule looks at the face alone, so neighbouring cubes agree and the mesh is
// closed; neither favours an axis, so area and volume do not change when axes are exchanged. Three corners of a face
// inside, the most frequent loop that is not flat, become a triangle and a trapezoid; that gives the consensus area of
// IBSI's CT phantom (35 700 mm2 in configuration A), where a fan about the loop's centroid gives 35 340.
#include <array>

#include "stdlib/features/bit_rows.hpp"
#include "stdlib/features/roi.hpp"

namespace rgx::features {

struct MeshSize {
  double area = 0;    // mm2
  double volume = 0;  // mm3
};

// The region must have a border of at least one voxel; `bits` is its box, packed.
MeshSize mesh_size(const BitRows& bits, const std::array<double, 3>& spacing);
MeshSize mesh_size(const Roi& roi);

// Twice the vertex positions in voxels of the box (whole numbers), sorted by z, y, x: enough of the mesh's vertices to
// have the same convex hull. They are the corners of the hulls of the planes of equal z.
std::vector<std::array<std::int32_t, 3>> extreme_vertices(const BitRows& bits);
std::vector<std::array<std::int32_t, 3>> extreme_vertices(const Roi& roi);

}  // namespace rgx::features
