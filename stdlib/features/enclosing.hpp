#pragma once
// The smallest box and the smallest ellipsoid around a convex hull, for the densities of IBSI's morphology that have no
// consensus value (ZH1A, IQYR, SWZ1, BRI8).
#include <array>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/convex_hull.hpp"

namespace rgx::features {

struct Box {
  std::array<double, 3> edges{0, 0, 0};  // mm, largest first
  double volume() const { return edges[0] * edges[1] * edges[2]; }
  double area() const { return 2 * (edges[0] * edges[1] + edges[1] * edges[2] + edges[2] * edges[0]); }
};

// The smallest box of those with one side flush with a face of the hull: for every face the smallest rectangle around
// the hull's projection along the face's normal (rotating calipers: one of its sides lies along an edge of the
// projection, Freeman & Shapira 1975). The smallest box of all has two neighbouring sides that each hold an edge of the
// hull (O'Rourke 1985) but need not hold a face, so this one may be larger; for the many faces of a voxel mesh little
// is lost, and the search is not cubic. Of boxes equal in volume to 12 digits, the one with the smaller area.
// `half_spacing`: mm of one unit along each axis.
Box smallest_box(const Hull& hull, const std::array<double, 3>& half_spacing,
                 const stats::ParallelFor& parallel = stats::serial_for);

// Semi-axes (mm, largest first) of the ellipsoid of least volume around the hull's corners: Khachiyan's (1996)
// coordinate ascent on the corners' weights with the away steps of Todd & Yildirim (2007), until no corner's distance
// in the lifted ellipsoid exceeds 4 (1 + 1e-6): a volume at most 1 + 2e-6 times the least (the reference manual's
// tolerance of 0.001 leaves up to 2e-3). After 100 000 steps it ends with what it has. Scaled so that it holds every
// corner.
std::array<double, 3> smallest_ellipsoid(const Hull& hull, const std::array<double, 3>& half_spacing);

}  // namespace rgx::features
