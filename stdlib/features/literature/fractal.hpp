#pragma once
// Fractal dimension of a region by box counting (Mandelbrot 1982; Falconer, Fractal Geometry, 3.1): with N(s) the
// smallest number of boxes of side s that cover the set, minus the slope of ln N(s) against ln s by least squares.
#include <array>
#include <cstdint>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// The smallest number of boxes of side `side` (voxels) of one grid that cover the voxels marked in `set` (places as in
// the box of `roi`), over all places of the grid. That makes the count, unlike the one of a grid fixed to the image or
// to the region's corner, the same for a region moved, mirrored or turned by 90 degrees. Exact; side 1 or more.
std::uint64_t box_count(const Roi& roi, const std::vector<std::uint8_t>& set, int side,
                        const stats::ParallelFor& parallel = stats::serial_for);

// mask_fractal_dimension (of all voxels), border_fractal_dimension (of the voxels with a face neighbour outside the
// region; in a region of one slice, a neighbour within the slice). Sides 1, 2, 4, ... up to half the longest side of
// the region's bounding box, at least three of them, else `too_small`. A box is a cube of voxels, so voxels must have
// equal sides along the axes on which the region is more than one voxel wide (to 0.1 %), else `anisotropic`.
std::array<Value, 2> fractal(const Roi& roi, const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
