#include "stdlib/features/roi.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

namespace rgx::features {

namespace {

std::string text(const std::array<std::int64_t, 3>& size) {
  return std::to_string(size[0]) + " x " + std::to_string(size[1]) + " x " + std::to_string(size[2]);
}

}  // namespace

Roi crop(const engine::Mask& mask, int margin) {
  const auto& size = mask.geometry.size;
  if (mask.voxels.size() != mask.geometry.voxels())
    throw std::invalid_argument("the mask holds too few or too many voxels");
  Roi roi;
  roi.spacing = mask.geometry.spacing;
  roi.margin = margin;
  std::array<std::int64_t, 3> low{size}, high{-1, -1, -1};
  const std::uint8_t* at = mask.voxels.data();
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j, at += size[0]) {
      const auto* first = std::find_if(at, at + size[0], [](std::uint8_t v) { return v != 0; });
      if (first == at + size[0]) continue;
      const std::uint8_t* last = at + size[0] - 1;
      while (*last == 0) --last;
      low = {std::min<std::int64_t>(low[0], first - at), std::min(low[1], j), std::min(low[2], k)};
      high = {std::max<std::int64_t>(high[0], last - at), std::max(high[1], j), k};
    }
  }
  if (high[0] < 0) return roi;

  double total = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    roi.corner[a] = static_cast<int>(low[a]) - margin;
    roi.size[a] = static_cast<int>(high[a] - low[a] + 1) + 2 * margin;
    total *= roi.size[a];
  }
  if (total > std::numeric_limits<std::int32_t>::max()) {
    throw std::invalid_argument("the region's bounding box has 2^31 voxels or more");
  }
  roi.inside.assign(static_cast<std::size_t>(total), 0);
  roi.slices.assign(static_cast<std::size_t>(roi.size[2]) + 1, 0);
  for (std::int64_t k = low[2]; k <= high[2]; ++k) {
    for (std::int64_t j = low[1]; j <= high[1]; ++j) {
      const std::uint8_t* row = mask.voxels.data() + mask.geometry.index(0, j, k);
      const std::int64_t base = (j - roi.corner[1]) * roi.step(1) + (k - roi.corner[2]) * roi.step(2) - roi.corner[0];
      for (std::int64_t i = low[0]; i <= high[0]; ++i) {
        if (row[i] == 0) continue;
        roi.inside[static_cast<std::size_t>(base + i)] = 1;
        roi.voxels.push_back(static_cast<std::uint32_t>(base + i));
      }
    }
    roi.slices[static_cast<std::size_t>(k - roi.corner[2]) + 1] = static_cast<std::uint32_t>(roi.voxels.size());
  }
  for (std::size_t z = 1; z < roi.slices.size(); ++z) roi.slices[z] = std::max(roi.slices[z], roi.slices[z - 1]);
  return roi;
}

void require_same_size(const engine::Image& image, const engine::Mask& mask) {
  if (image.geometry.size != mask.geometry.size) {
    throw std::invalid_argument("the mask has " + text(mask.geometry.size) + " voxels, the scan " +
                                text(image.geometry.size));
  }
  if (image.voxels.size() != image.geometry.voxels())
    throw std::invalid_argument("the scan holds too few or too many voxels");
}

std::vector<float> intensities(const engine::Image& image, const engine::Mask& mask, const Roi& roi) {
  require_same_size(image, mask);
  std::vector<float> out;
  out.reserve(roi.count());
  for (const std::uint32_t voxel : roi.voxels) {
    const auto p = roi.position(voxel);
    out.push_back(image.voxels[image.geometry.index(p[0] + roi.corner[0], p[1] + roi.corner[1], p[2] + roi.corner[2])]);
  }
  return out;
}

std::vector<std::uint16_t> lay_out(const Roi& roi, std::span<const std::uint16_t> level) {
  std::vector<std::uint16_t> grid(roi.inside.size(), 0);
  for (std::size_t i = 0; i < level.size(); ++i) grid[roi.voxels[i]] = level[i];
  return grid;
}

}  // namespace rgx::features
