#pragma once
// Distances between voxels and masks, in mm between voxel centres, whatever the spacing.
#include <vector>

#include "engine/image.hpp"

namespace rgx::stdlib {

// Of every voxel of the grid, to the nearest voxel that the mask holds: 0 in the mask, infinity where it holds none.
// Exact (Maurer, Qi & Raghavan 2003, IEEE Trans Pattern Anal 25:265, as implemented by ITK).
std::vector<double> distance_to(const engine::Mask& mask);

// Of every voxel, to the nearest voxel on the other side of the mask's boundary: positive outside (to the mask),
// negative inside (to what the mask does not hold; beyond the grid lies nothing of the mask, but along an axis of one
// voxel there is no beyond).
std::vector<double> signed_distance(const engine::Mask& mask);

// The voxels of the mask that have a neighbour across a face outside it; beyond the grid is outside, save along an
// axis of one voxel.
engine::Mask surface_of(const engine::Mask& mask);

}  // namespace rgx::stdlib
