#pragma once
// How many lesions a mask holds, as studies of multifocal tumours count them (Brisse et al., PLoS One
// 2017;12:e0185190).
#include <array>

#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// number_of_lesions (26-connected parts: voxels that share a face, edge or corner belong together),
// largest_lesion_volume (mm3, voxels times their volume). No part is too small to count; clean the mask before.
// A mask without voxels has 0 lesions, the largest volume is then `empty_region`. The region needs a border of at
// least one voxel.
std::array<Value, 2> lesions(const Roi& roi);

}  // namespace rgx::features
