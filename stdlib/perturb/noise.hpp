#pragma once
// Noise: how much an image has, and an image with as much again. Source: Zwanenburg et al. 2019, Sci Rep 9:614; the
// estimate is that of Chang, Yu & Vetterli 2000, IEEE Trans Image Process 9:1522 (Donoho & Johnstone's median).
#include "engine/image.hpp"
#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"

namespace rgx::perturb {

// Standard deviation of white Gaussian noise: the median of |HH| over 0.6745 (the third quartile of the normal
// distribution), HH the diagonal band of the undecimated coif1 wavelet within each slice, mirrored at the border.
// Voxels whose neighbourhood has one intensity only (background that was filled in) have no noise and are left out; 0
// where that leaves none. ImageError `image-values` for intensities that are not finite.
double noise_level(const engine::Image& image, const stats::ParallelFor& parallel = stats::serial_for);

// Adds normal noise of standard deviation `sd`. Each slice has a sequence of its own (`stream`'s replicate), so that
// the bytes do not depend on the number of threads.
void add_noise(engine::Image& image, double sd, const stats::Stream& stream, std::uint32_t fold,
               const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::perturb
