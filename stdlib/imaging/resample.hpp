#pragma once
// Interpolation to another grid. Source: IBSI reference manual, interpolation (section 2.4): grids aligned by centre,
// output size ceil(n * s / s'), mask by partial volume with threshold 0.5.
#include <array>
#include <optional>
#include <string>

#include "engine/image.hpp"

namespace rgx::stdlib {

enum class ImageInterpolation { nearest, linear, bspline };
enum class MaskInterpolation { nearest, linear };

// mm per axis; nothing keeps the axis as it is.
using Spacing = std::array<std::optional<double>, 3>;

// The grid of the new spacing with the same field-of-view centre and direction. A kept axis keeps its voxels.
// ImageError `resample-spacing` for a spacing that is not above 0 or a grid of more than 2^31 voxels.
engine::Geometry resampled_grid(const engine::Geometry& grid, const Spacing& spacing);

struct ImageResampling {
  ImageInterpolation method = ImageInterpolation::linear;
  bool round = false;  // to whole units after interpolation, halves to even as IEEE 754; IBSI asks it of CT (HU)
};

// `image` on `target`, which may have any position and direction. Inside the field of view but beyond the last voxel
// centre the border voxel stands (linear, nearest) or the mirrored one (B-spline); outside the field of view is NaN.
// B-spline is the interpolating cubic spline (ITK) and refuses non-finite voxels: `image-values`.
engine::Image resample(const engine::Image& image, const engine::Geometry& target, const ImageResampling& how);

// 1 where the interpolated mask is at least `threshold`; 0 outside the field of view. An empty result is no error here.
engine::Mask resample(const engine::Mask& mask, const engine::Geometry& target, MaskInterpolation method,
                      double threshold = 0.5);

struct CaseResampling {
  Spacing spacing;
  ImageInterpolation image = ImageInterpolation::linear;
  MaskInterpolation mask = MaskInterpolation::linear;
  double threshold = 0.5;
  std::string grid_of;  // name of the scan whose grid the others come to; empty: the first by name
};

// Every scan, region and intensity mask of the case on one grid; CT (by modality) is rounded to whole HU. Regions
// tied to a scan stay tied. ImageError `mask-empty` names a region that has no voxel left.
engine::Case resample(const engine::Case& subject, const CaseResampling& how);

}  // namespace rgx::stdlib
