#pragma once
// A box of an image or mask as an image or mask of its own, in the same place in space.
#include "engine/image.hpp"
#include "stdlib/imaging/voxels.hpp"

namespace rgx::stdlib {

// `box` with as many voxels more on every side as reach `margin` mm, as far as the grid goes.
Extent widened(const Extent& box, const engine::Geometry& grid, double margin);

// The box must lie within the grid.
engine::Geometry cropped(const engine::Geometry& grid, const Extent& box);
engine::Image cropped(const engine::Image& image, const Extent& box);
engine::Mask cropped(const engine::Mask& mask, const Extent& box);

// Puts the voxels of `part`, which was cropped to `box`, back into `whole`.
void paste(const engine::Mask& part, const Extent& box, engine::Mask& whole);

}  // namespace rgx::stdlib
