#pragma once
// PyRadiomics' surface: marching cubes at 0.5 (Lorensen & Cline 1987) with the triangles of the table that Bourke
// published ("Polygonising a scalar field", 1994). No table is typed in: its 256 cases follow from four rules, which
// give the same area and volume in every case (compared with all of them, for unequal spacing too).
//   1. A cube whose corner (0, 1, 1) (x, y, z) is inside is that of the opposite case with the normals turned, since
//      the table has 128 rows.
//   2. On a face two corners inside that face each other diagonally stay apart. (After rule 1: so neighbouring cubes
//   may
//      disagree about a face, and the mesh has holes there, as PyRadiomics' has.)
//   3. A loop of crossings is cut into a fan of triangles about the vertex where it bends at the fewest diagonals.
//   4. A loop of seven is cut into the fan about its vertex on the plane of symmetry, although that fan folds over.
#include <array>
#include <cstdint>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"

namespace rgx::features::pyradiomics {

struct MeshSize {
  double area = 0;    // mm2
  double volume = 0;  // mm3
};

// The region must have a border of at least one voxel. Cubes are counted by case, so the cost is that of reading the
// box once.
MeshSize mesh_size(const Roi& region, const stats::ParallelFor& parallel = stats::serial_for);

// Area and volume of one case (bit x + 2 y + 4 z is the corner at (x, y, z)) with the cube's lower corner at `corner`,
// in mm. For tests and explanation; the volume is that of the cone from the origin.
MeshSize case_size(int cube, const std::array<double, 3>& spacing, const std::array<double, 3>& corner);

}  // namespace rgx::features::pyradiomics
