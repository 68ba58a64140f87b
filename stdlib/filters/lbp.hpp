#pragma once
// Local binary patterns in the plane of a slice: Ojala T., Pietikainen M., Maenpaa T., "Multiresolution gray-scale and
// rotation invariant texture classification with local binary patterns", IEEE TPAMI 24 (2002) 971-987.
//
// P neighbours g_p stand on a circle of radius R voxels at angles 2 pi p / P; those between voxels are interpolated
// linearly in both directions. With s_p = 1 where g_p >= g_c (the centre), U the number of changes 0/1 around the
// circle,
//   LBP_{P,R}^{riu2} = sum of s_p if U <= 2, else P + 1                        (equations 9 and 10)
// so responses are the whole numbers 0 .. P + 1, unchanged by rotation and by any rising map of the intensities. Beyond
// the border the image is continued by its border voxels.
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// Response in `wanted`, 0 elsewhere. neighbours 3 .. 64, radius > 0 in voxels, else std::invalid_argument.
engine::Image local_binary_pattern(const engine::Image& image, int neighbours, double radius, const Box& wanted,
                                   const engine::ParallelFor& parallel);

}  // namespace rgx::filters
