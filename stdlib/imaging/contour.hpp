#pragma once
// A look at the segmentation: the slice of the region with most voxels, and the region's outline on it.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/image.hpp"

namespace rgx::stdlib {

struct ContourView {
  std::int64_t slice = 0;              // index along z
  std::int64_t width = 0, height = 0;  // pixels, physical aspect
  std::vector<std::uint8_t> pixels;    // row by row: grey 0..254; 255 is the outline
};

// The axial slice with most voxels of the region (the middle one of equals), cropped to the region with a margin of
// half its extent, at most `pixels` wide and high. Grey runs from the 1st to the 99th percentile of the crop.
// ImageError: `mask-empty`, `geometry-mismatch`.
ContourView contour_view(const engine::Image& image, const engine::Mask& region, int pixels = 128);

// PNG bytes (8-bit palette: greys and one colour for the outline), the same everywhere.
std::string to_png(const ContourView& view);

}  // namespace rgx::stdlib
