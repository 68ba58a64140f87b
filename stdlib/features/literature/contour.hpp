#pragma once
// The outer boundary of a region in one slice: what the shape features of the glioma literature are measured on.
#include <array>
#include <vector>

#include "stdlib/features/roi.hpp"

namespace rgx::features {

// The slice (z of the box) with most voxels, the lowest of several; -1 for an empty region.
int largest_slice(const Roi& roi);

// The largest 8-connected part of the region in one slice (of several the one that is met first, row by row).
struct Contour {
  std::vector<std::array<int, 2>> pixels;  // the part's pixels on its outer boundary, in order round it (x, y of the
                                           // box); where the part is one pixel wide, a pixel stands there twice
  std::array<double, 2> centre{0, 0};      // mean of all pixels of the part, in voxels of the box
};

// Moore-neighbour tracing with Jacob's criterion to stop (Gonzalez & Woods, Digital Image Processing, 11.1). The region
// needs a border of at least one voxel. A slice without voxels gives an empty contour.
Contour outer_contour(const Roi& roi, int slice);

}  // namespace rgx::features
