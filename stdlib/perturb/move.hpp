#pragma once
// Rotation and translation of a case: its images are read elsewhere than they were taken, masks with them. Source:
// Zwanenburg et al. 2019, Sci Rep 9:614 ("Assessing robustness of radiomic features by image perturbation").
#include <array>

#include "engine/image.hpp"
#include "stdlib/imaging/geometry.hpp"
#include "stdlib/imaging/resample.hpp"

namespace rgx::perturb {

// Where a case is turned: the grid of its first region by name, and the mean of the voxel centres of all its regions,
// each region counting by its voxels. ImageError `mask-empty` where no region has a voxel.
struct Frame {
  engine::Geometry grid;
  stdlib::Point centre{};  // mm
};
Frame frame_of(const engine::Case& subject);

struct Motion {
  double angle = 0;  // degrees in the plane of the frame's slices, from its first axis to its second
  std::array<double, 3> fraction{0, 0, 0};  // of the voxel's edge along each axis of the frame's grid
};

// What moves by `motion` in space: first the rotation about the frame's centre, then the translation. Reading an image
// on this grid and putting it on its own is moving it. Along an axis of one voxel there is no translation.
engine::Geometry seen_from(const engine::Geometry& grid, const Frame& frame, const Motion& motion);

// Every scan, region and intensity mask moved within its own grid; CT (by modality) is rounded to whole HU. What comes
// from beyond the field of view is the nearest voxel of the image, and outside for a mask. ImageError `mask-empty`
// names a region that has no voxel left, `image-values` a scan that B-splines cannot read.
void move(engine::Case& subject, const Motion& motion,
          stdlib::ImageInterpolation image = stdlib::ImageInterpolation::bspline, double threshold = 0.5);

}  // namespace rgx::perturb
