#pragma once
// The ellipsoid of smallest volume around a region's voxels, and in a slice the ellipse of smallest area (Löwner-John).
//
// Dual ascent on the weights of the points with steps towards the farthest and away from the nearest supporting point
// (Khachiyan 1996, Math. Oper. Res. 21:307; Todd & Yildirim, Discrete Appl. Math. 2007;155:1731). The ellipsoid
// returned is blown up to contain every point, and its volume is within 1e-7 of the smallest.
#include "stdlib/features/roi.hpp"

namespace rgx::features {

// Volume in mm3 of the smallest ellipsoid around the bodies (not the centres) of all voxels; 0 for an empty region.
double enclosing_ellipsoid_volume(const Roi& roi);

// Area in mm2 of the smallest ellipse around the pixels' bodies of one slice of the box; 0 for a slice without voxels.
double enclosing_ellipse_area(const Roi& roi, int slice);

}  // namespace rgx::features
