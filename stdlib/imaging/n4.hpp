#pragma once
// N4 bias field correction. Source: Tustison et al. 2010, IEEE Trans Med Imaging 29:1310, as implemented by ITK.
#include <string>
#include <vector>

#include "engine/image.hpp"

namespace rgx::stdlib {

struct N4Settings {
  int shrink = 4;             // factor per axis of the image the field is fitted on; never below 4 voxels an axis
  int levels = 4;             // fitting levels; control points double at each
  int iterations = 50;        // at most, per level
  double convergence = 1e-3;  // stop: coefficient of variation of the field's change
  int control_points = 4;     // per axis at the first level (cubic spline: at least 4)
  double bias_fwhm = 0.15;    // of the Gaussian that models the field in log intensity
  double wiener_noise = 0.01;
  int histogram_bins = 200;
};

struct N4Result {
  engine::Image corrected;
  std::size_t left_out =
      0;  // mask voxels with an intensity of 0 or below: not in the fit (no logarithm), yet corrected
  double field_minimum = 1, field_maximum = 1;  // over the mask
};

// Fits the field in the mask (positive, finite voxels only) and divides the whole image by it; one thread, so that
// sums are the same everywhere. A single slice is fitted in two dimensions. ImageError: `geometry-mismatch`,
// `mask-empty`, `image-values` (non-finite inside), `n4-mask` (no positive voxels, or all equal), `n4-settings`.
N4Result n4(const engine::Image& image, const engine::Mask& mask, const N4Settings& settings = {});

}  // namespace rgx::stdlib
