#pragma once
// Intensities of an image as standard deviations from the mean of a mask.
#include <string>

#include "engine/image.hpp"

namespace rgx::stdlib {

enum class Deviation { population, sample };  // divided by n, or by n - 1

struct ZScore {
  double mean = 0, sd = 0;  // that were used
};

// (x - mean) / sd for every voxel of the image, mean and sd of the finite voxels of `within`, in double. The default
// is the population's sd, that of IBSI's intensity variance. ImageError: `geometry-mismatch`, `mask-empty`,
// `image-values` (non-finite inside), `zscore-variance` (all intensities equal, or one voxel).
ZScore zscore(engine::Image& image, const engine::Mask& within, Deviation deviation = Deviation::population,
              const std::string& name_of_mask = "mask");

}  // namespace rgx::stdlib
