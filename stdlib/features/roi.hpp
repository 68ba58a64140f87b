#pragma once
// The voxels of a region, cropped to its bounding box: what every family works on.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/image.hpp"
#include "stats/base/parallel.hpp"

namespace rgx::features {

// Voxels of the region side by side in one row of the box.
struct RowRun {
  std::uint32_t first, length;  // place in the box, voxels
};

// Bounding box of a mask with a border of `margin` voxels of "outside" on every side, so that neighbours within
// `margin` are read without a bounds check. x runs fastest.
struct Roi {
  std::array<int, 3> size{0, 0, 0};        // of the box with its border
  std::array<int, 3> corner{0, 0, 0};      // the box's first voxel (border included) in the image; may be negative
  std::array<double, 3> spacing{1, 1, 1};  // mm
  int margin = 1;
  std::vector<std::uint8_t> inside;       // one a voxel of the box
  std::vector<std::uint32_t> voxels;      // places of the region's voxels in the box, ascending
  std::vector<std::uint32_t> slices;      // voxels of slice z: [slices[z], slices[z + 1]) of `voxels`
  std::vector<RowRun> runs;               // the same voxels as runs along x, as long as can be; ascending
  std::vector<std::uint32_t> slice_runs;  // runs of slice z: [slice_runs[z], slice_runs[z + 1]) of `runs`

  std::int64_t step(int axis) const {
    return axis == 0 ? 1 : axis == 1 ? size[0] : static_cast<std::int64_t>(size[0]) * size[1];
  }
  std::size_t count() const { return voxels.size(); }
  std::array<int, 3> position(std::uint32_t voxel) const {
    const int x = static_cast<int>(voxel) % size[0];
    const int rest = static_cast<int>(voxel) / size[0];
    return {x, rest % size[1], rest / size[1]};
  }
};

// An empty mask gives a Roi without voxels. Boxes of 2^31 voxels and more are refused (std::invalid_argument).
Roi crop(const engine::Mask& mask, int margin = 1, const stats::ParallelFor& parallel = stats::serial_for);

// Throws std::invalid_argument, with both sizes, if the scan's grid has not the size of the mask's.
void require_same_size(const engine::Image& image, const engine::Mask& mask);

// The intensities of the region's voxels, in their order. The image's size must be the mask's (std::invalid_argument).
std::vector<float> intensities(const engine::Image& image, const engine::Mask& mask, const Roi& roi,
                               const stats::ParallelFor& parallel = stats::serial_for);

// Neighbouring slices that are worked on together: [first, end).
struct Slab {
  std::size_t first, end;
};
// The slices that hold voxels, in about `most` slabs of about as many voxels each.
std::vector<Slab> slabs(const Roi& roi, std::size_t most);

}  // namespace rgx::features
