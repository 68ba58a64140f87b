#include "stdlib/features/roi.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "stdlib/features/lanes.hpp"

namespace rgx::features {

namespace {

std::string text(const std::array<std::int64_t, 3>& size) {
  return std::to_string(size[0]) + " x " + std::to_string(size[1]) + " x " + std::to_string(size[2]);
}

}  // namespace

namespace {

// What one slice of the mask holds, in the image's indices.
struct SliceExtent {
  std::array<std::int64_t, 2> low{0, 0}, high{-1, -1};
  std::uint32_t voxels = 0, runs = 0;
};

// The slice as bits, 64 voxels a word, and its extent.
SliceExtent scan(const std::uint8_t* at, std::int64_t width, std::int64_t height, std::uint64_t* bits) {
  const auto words = static_cast<std::size_t>((width + 63) / 64);
  SliceExtent out;
  out.low = {width, height};
  std::array<std::uint8_t, 64> tail;
  for (std::int64_t j = 0; j < height; ++j, at += width, bits += words) {
    std::uint64_t before = 0;
    for (std::size_t k = 0; k < words; ++k) {
      const std::int64_t x = static_cast<std::int64_t>(64 * k);
      if (x + 64 <= width) {
        bits[k] = lanes::nonzero(at + x);
      } else {
        tail.fill(0);
        std::copy(at + x, at + width, tail.begin());
        bits[k] = lanes::nonzero(tail.data());
      }
      const std::uint64_t word = bits[k];
      if (word != 0) {
        out.low = {std::min(out.low[0], x + std::countr_zero(word)), std::min(out.low[1], j)};
        out.high = {std::max(out.high[0], x + 63 - std::countl_zero(word)), j};
        out.voxels += static_cast<std::uint32_t>(std::popcount(word));
        out.runs += static_cast<std::uint32_t>(std::popcount(word & ~(word << 1 | before)));
      }
      before = word >> 63;
    }
  }
  return out;
}

}  // namespace

Roi crop(const engine::Mask& mask, int margin, const engine::ParallelFor& parallel) {
  const auto& size = mask.geometry.size;
  if (mask.voxels.size() != mask.geometry.voxels())
    throw std::invalid_argument("the mask holds too few or too many voxels");
  Roi roi;
  roi.spacing = mask.geometry.spacing;
  roi.margin = margin;
  const auto depth = static_cast<std::size_t>(size[2]);
  const auto words = static_cast<std::size_t>((size[0] + 63) / 64);
  const std::size_t slice_words = words * static_cast<std::size_t>(size[1]);
  std::vector<std::uint64_t> bits(slice_words * depth);
  std::vector<SliceExtent> extent(depth);
  parallel(depth, [&](std::size_t k) {
    extent[k] = scan(mask.voxels.data() + mask.geometry.index(0, 0, static_cast<std::int64_t>(k)), size[0], size[1],
                     bits.data() + k * slice_words);
  });
  std::array<std::int64_t, 3> low{size}, high{-1, -1, -1};
  for (std::size_t k = 0; k < depth; ++k) {
    const SliceExtent& e = extent[k];
    if (e.voxels == 0) continue;
    const auto z = static_cast<std::int64_t>(k);
    low = {std::min(low[0], e.low[0]), std::min(low[1], e.low[1]), std::min(low[2], z)};
    high = {std::max(high[0], e.high[0]), std::max(high[1], e.high[1]), z};
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
  const auto deep = static_cast<std::size_t>(roi.size[2]);
  roi.slices.assign(deep + 1, 0);
  roi.slice_runs.assign(deep + 1, 0);
  for (std::size_t z = 0; z < deep; ++z) {
    const std::int64_t k = static_cast<std::int64_t>(z) + roi.corner[2];
    const SliceExtent here = k < low[2] || k > high[2] ? SliceExtent{} : extent[static_cast<std::size_t>(k)];
    roi.slices[z + 1] = roi.slices[z] + here.voxels;
    roi.slice_runs[z + 1] = roi.slice_runs[z] + here.runs;
  }
  roi.inside.assign(static_cast<std::size_t>(total), 0);
  roi.voxels.resize(roi.slices.back());
  roi.runs.resize(roi.slice_runs.back());
  parallel(deep, [&](std::size_t z) {
    if (roi.slices[z] == roi.slices[z + 1]) return;
    const std::uint64_t* row =
        bits.data() + (z + static_cast<std::size_t>(low[2]) - static_cast<std::size_t>(margin)) * slice_words;
    std::uint32_t* voxel = roi.voxels.data() + roi.slices[z];
    RowRun* run = roi.runs.data() + roi.slice_runs[z];
    for (std::int64_t j = 0; j < size[1]; ++j, row += words) {
      const std::int64_t base =
          (j - roi.corner[1]) * roi.step(1) + static_cast<std::int64_t>(z) * roi.step(2) - roi.corner[0];
      lanes::each_run(row, words, [&](std::size_t x, std::size_t length) {
        const auto first = static_cast<std::uint32_t>(base + static_cast<std::int64_t>(x));
        *run++ = {first, static_cast<std::uint32_t>(length)};
        std::fill_n(roi.inside.begin() + first, length, std::uint8_t{1});
        std::iota(voxel, voxel + length, first);
        voxel += length;
      });
    }
  });
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

std::vector<float> intensities(const engine::Image& image, const engine::Mask& mask, const Roi& roi,
                               const engine::ParallelFor& parallel) {
  require_same_size(image, mask);
  std::vector<float> out(roi.count());
  parallel(roi.slices.size() < 2 ? 0 : roi.slices.size() - 1, [&](std::size_t z) {
    float* to = out.data() + roi.slices[z];
    for (std::uint32_t r = roi.slice_runs[z]; r < roi.slice_runs[z + 1]; ++r) {
      const auto p = roi.position(roi.runs[r].first);
      const float* from =
          image.voxels.data() + image.geometry.index(p[0] + roi.corner[0], p[1] + roi.corner[1], p[2] + roi.corner[2]);
      to = std::copy_n(from, roi.runs[r].length, to);
    }
  });
  return out;
}

std::vector<Slab> slabs(const Roi& roi, std::size_t most) {
  std::vector<Slab> out;
  const std::size_t share = (roi.count() + most - 1) / std::max<std::size_t>(most, 1);
  for (std::size_t z = 0; z + 1 < roi.slices.size();) {
    if (roi.slices[z] == roi.slices[z + 1]) {
      ++z;
      continue;
    }
    std::size_t end = z + 1;
    while (end + 1 < roi.slices.size() && roi.slices[end + 1] - roi.slices[z] <= share) ++end;
    out.push_back({z, end});
    z = end;
  }
  return out;
}

}  // namespace rgx::features
