#pragma once
// Supervoxels: neighbouring voxels of like intensity (SLIC; Achanta et al. 2012, IEEE Trans Pattern Anal 34:2274).
#include <array>
#include <cstdint>
#include <vector>

#include "engine/image.hpp"

namespace rgx::stdlib {

struct SupervoxelSettings {
  std::array<unsigned, 3> edge{8, 8, 8};  // voxels along x, y, z of the grid of seeds
  double compactness = 0.05;              // weight of the distance in space, in edges, beside that in intensity
  unsigned iterations = 10;
};

// A label for every voxel, from 0, as implemented by ITK with connectivity enforced; one thread, so that the labels are
// the same everywhere. Intensities are taken as they are and must be finite (ImageError `image-values`).
std::vector<std::uint32_t> supervoxels(const engine::Image& image, const SupervoxelSettings& settings);

}  // namespace rgx::stdlib
