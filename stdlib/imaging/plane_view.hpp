#pragma once
// A look at a region: its central slice in three planes, the grey picture and the outlines of all regions on it.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/image.hpp"

namespace rgx::stdlib {

// Slices are those of the image's own grid that lie nearest to axial, coronal and sagittal, shown as radiologists do:
// the patient's right on the left hand, anterior or superior above. No voxel is interpolated across slices.
struct PlaneView {
  std::string plane;                   // axial, coronal, sagittal
  std::int64_t slice = 0;              // index along the voxel axis that is looked along
  double tilt = 0;                     // degrees between that axis and the plane's normal
  std::int64_t columns = 0, rows = 0;  // voxels of the window
  double across = 1, down = 1;         // mm from column to column and row to row
  std::int64_t width = 0, height = 0;  // pixels of the picture; the window's aspect is that of columns and rows in mm
  std::vector<std::uint8_t> grey;      // row by row
  std::vector<std::pair<std::string, std::string>> outlines;  // region, SVG path in voxels of the window
};

// The slice through the centre of the region `name`, or the nearest that holds a voxel of it. The window is square in
// mm, two and a half times the largest extent of the region and 120 mm at least, cut at the image's border; pixels are
// means of voxels, at most `pixels` on a side. Grey runs from the 1st to the 99th percentile of the three pictures.
// Planes in which the image has one voxel across (a two-dimensional image) are left out. `regions`: all that lie on
// the image's grid. ImageError: `mask-empty`, `geometry-mismatch`.
std::vector<PlaneView> plane_views(const engine::Image& image, const std::string& name,
                                   const std::vector<std::pair<std::string, const engine::Mask*>>& regions,
                                   int pixels = 112);

// PNG bytes (8-bit grey, stored blocks), the same everywhere.
std::string to_png(std::int64_t width, std::int64_t height, const std::vector<std::uint8_t>& grey);

}  // namespace rgx::stdlib
