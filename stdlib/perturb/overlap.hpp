#pragma once
// How far two masks of one region agree: two readers', or a program's and a reader's.
#include <cstddef>
#include <string>

#include "engine/image.hpp"

namespace rgx::perturb {

// Missing (NaN) where a mask has no voxel that it would need.
struct Overlap {
  std::size_t voxels_a = 0, voxels_b = 0, both = 0;
  double dice = 0;     // 2 |A∩B| / (|A| + |B|); missing where both are empty
  double jaccard = 0;  // |A∩B| / |A∪B|
  // Distances in mm between the centres of surface voxels, those with a neighbour across a face outside the mask; each
  // voxel of A to the nearest of B, each of B to the nearest of A.
  double hausdorff = 0;      // the largest
  double hausdorff_95 = 0;   // the larger of the two directions' 95th percentiles (linear between ranks)
  double mean_distance = 0;  // over the voxels of both surfaces
  double surface_dice =
      0;  // share of both surfaces' voxels within the tolerance (Nikolov et al. 2021, J Med Internet Res 23:e26151)
};

// The masks must be on one grid (ImageError `geometry-mismatch`, `name_a` and `name_b` in its sentence).
Overlap overlap(const engine::Mask& a, const engine::Mask& b, double tolerance, const std::string& name_a = "one mask",
                const std::string& name_b = "the other");

}  // namespace rgx::perturb
