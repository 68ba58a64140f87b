#pragma once
// A contour drawn anew along supervoxels of the image. Source: Zwanenburg et al. 2019, Sci Rep 9:614 (contour
// randomisation).
#include <vector>

#include "engine/image.hpp"
#include "stats/base/random.hpp"

namespace rgx::perturb {

struct ContourSettings {
  double margin = 25;         // mm of image around the region that is cut into supervoxels
  double volume = 500;        // mm³ of a supervoxel, or 20 voxels where that is more
  double always = 0.9;        // share of a supervoxel in the region from which on it always belongs to it
  double never = 0.2;         // … below which it never does
  double compactness = 0.05;  // of SLIC, on intensities scaled to the region's range, widened by a tenth at both ends
};

// Share of each supervoxel that lies in the mask, by label; labels run from 0 to the highest.
std::vector<double> shares_within(const std::vector<std::uint32_t>& labels, const engine::Mask& mask);

// Each supervoxel belongs to the new mask with the probability that is its share in the region; the supervoxel with
// the largest share always does. Gaps are closed by one voxel across faces. The image is on the mask's grid
// (`geometry-mismatch`) and finite near the region (`image-values`); `mask-empty` where there is no region.
engine::Mask randomised_contour(const engine::Image& image, const engine::Mask& mask, stats::Stream stream,
                                const ContourSettings& settings = {});

}  // namespace rgx::perturb
