#pragma once
// A mask grown or shrunk to a share of its volume. Source: Zwanenburg et al. 2019, Sci Rep 9:614 (volume adaptation).
#include "engine/image.hpp"
#include "stats/base/random.hpp"

namespace rgx::perturb {

// The mask of round((1 + fraction) n) voxels, n the mask's own: those nearest to its boundary are added (fraction above
// 0) or taken away, by the distance in mm to the nearest voxel on the other side; among voxels at one distance the
// stream chooses. ImageError `mask-empty`: nothing is left, or nothing was there; `mask-room`: the grid has too few
// voxels to grow into.
engine::Mask resized(const engine::Mask& mask, double fraction, stats::Stream stream);

}  // namespace rgx::perturb
