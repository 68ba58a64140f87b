#pragma once
// The non-separable wavelet of IBSI 2 (tag PRT7): a band of spatial frequencies, the same in every direction, so that the
// response does not depend on how the patient lies.
//   level 1:  H(w) = cos(pi/2 log2(2 |w| / pi)) for pi/4 < |w| <= pi, else 0;   level j:  H(2^(j-1) w)
// with w in radians per voxel. Source: Simoncelli E.P. and Freeman W.T., Proc IEEE Int Conf Image Processing (1995)
// 444-447; Depeursinge A. et al., IBSI 2 reference manual, arXiv:2006.05470, section 3.7.
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// |frequency| in cycles per voxel, 0 to sqrt(3)/2.
double simoncelli_response(double cycles_per_voxel, int level);

// Response in `wanted`, 0 elsewhere. `periodic` filters the image as it stands; other boundaries pad it by
// `simoncelli_margin` voxels. level 1 .. 16, else std::invalid_argument.
std::int64_t simoncelli_margin(int level);
engine::Image simoncelli(const engine::Image& image, int level, Boundary boundary, bool by_slice, const Box& wanted,
                         const engine::ParallelFor& parallel);

}  // namespace rgx::filters
