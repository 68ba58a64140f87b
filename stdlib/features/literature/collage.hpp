#pragma once
// CoLlAGe, co-occurrence of local anisotropic gradient orientations (Prasanna, Tiwari & Madabhushi, Sci Rep 2016;
// 6:37241), read from its authors' programs (github.com/radxtools/collageradiomics): around every voxel, how disordered
// the orientations of the intensity gradient are.
//
// 1. Gradients by central differences (one-sided at the image's edge), per mm.
// 2. In the window of (2 radius + 1)^2 voxels of the slice around each voxel, the gradients are the rows of a matrix;
//    its first right singular vector v is the dominant direction. The vector's sign is arbitrary, so v is turned to
//    v_x >= 0, and theta = atan(v_y / v_x), phi = atan(v_z / hypot(v_x, v_y)) lie in [-90, 90] degrees.
// 3. Each angle becomes a level: `levels` equal sectors of 180 degrees, the first centred on 0, so that gradients along
//    an axis stand in the middle of a sector; -90 and 90 degrees are one orientation and one level.
// 4. In the same window, the co-occurrence matrix of levels at distance 1 in the eight directions of the slice, and its
//    entropy -sum p log2 p: one number a voxel for theta, one for phi.
// The features are mean, median, standard deviation (N), skewness and excess kurtosis of these over the region.
#include <array>
#include <span>
#include <vector>

#include "engine/image.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

struct CollageSettings {
  int radius = 5;   // voxels, 1 .. 32; the authors' default
  int levels = 64;  // 2 .. 255; the authors' default
};

// The entropies of the region's voxels in their order; NaN where the window holds no pair of voxels with an orientation
// (no gradient anywhere in it). Windows read the image outside the region and are cut at the image's edge.
struct CollageMap {
  std::vector<double> theta, phi;  // `phi` is empty for an image of one slice
};
CollageMap collage_map(const engine::Image& image, const Roi& roi, const CollageSettings& settings,
                       const stats::ParallelFor& parallel = stats::serial_for);

// theta_entropy_mean, _median, _standard_deviation, _skewness, _kurtosis, then the same of phi. Reasons: empty_region,
// not_finite (an intensity of the region), flat_region (no gradient near any voxel), planar_region (phi of an image of
// one slice). Settings out of range throw std::invalid_argument. Slices run in parallel.
std::array<Value, 10> collage(const engine::Image& image, const Roi& roi, std::span<const float> intensity,
                              const CollageSettings& settings, const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
