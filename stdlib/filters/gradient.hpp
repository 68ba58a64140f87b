#pragma once
// Magnitude of the gradient: central differences, (x[i+1] - x[i-1]) / (2 spacing) on each axis, the image continued by
// its border voxels (so half a one-sided difference there), and the root of the sum of squares. With `use_spacing`
// false the spacing counts as 1. In 2D the differences within the slice only. The definition of PyRadiomics 3 (ITK's
// gradient magnitude filter); no IBSI tag.
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// Response in `wanted`, 0 elsewhere; in the image's unit per mm (per voxel without spacing).
engine::Image gradient_magnitude(const engine::Image& image, bool use_spacing, bool by_slice, const Box& wanted,
                                 const engine::ParallelFor& parallel);

}  // namespace rgx::filters
