#pragma once
// Grids in physical space: where a voxel lies, whether two grids are one, and if not, in what they differ.
#include <array>
#include <optional>
#include <string>

#include "engine/image.hpp"

namespace rgx::stdlib {

using Point = std::array<double, 3>;  // mm in LPS, or a continuous index

// Two grids are one if their sizes are equal and no corner of the field of view is displaced by more than this share
// of the smallest voxel edge; the corners bound every voxel. float32 headers (NIfTI) hold 500 mm to 3e-5 mm and a
// rotation to about 1e-6, half a thousandth of a voxel at the far end of 512; a thousandth moves no linearly
// interpolated intensity by more than a thousandth of the step between neighbours.
inline constexpr double kGridTolerance = 1e-3;

Point centre_of(const engine::Geometry& grid, const Point& index);  // continuous index → mm
Point index_of(const engine::Geometry& grid, const Point& point);   // mm → continuous index
Point field_centre(const engine::Geometry& grid);                   // centre of the field of view, mm

// Largest displacement of a corner of the field of view (outer corners of the corner voxels), mm.
double largest_displacement(const engine::Geometry& a, const engine::Geometry& b);

bool same_grid(const engine::Geometry& a, const engine::Geometry& b, double tolerance = kGridTolerance);

// Nothing where the grids are one. Otherwise one sentence that says which of size, spacing, direction and origin
// differs, by how much in mm, and where it is recognised, the cause: a flipped or exchanged axis, signs of RAS taken
// for LPS, a shift by half a voxel.
std::optional<std::string> explain_difference(const engine::Geometry& a, const engine::Geometry& b,
                                              const std::string& name_a = "image", const std::string& name_b = "mask",
                                              double tolerance = kGridTolerance);

// ImageError `geometry-mismatch` with that sentence and the tolerance.
void require_same_grid(const engine::Geometry& a, const engine::Geometry& b, const std::string& name_a,
                       const std::string& name_b, const std::string& file = {});

// ImageError `image-geometry`: sizes below 1, a spacing not above 0, axes that are not at right angles.
void require_valid(const engine::Geometry& grid, const std::string& file = {});

}  // namespace rgx::stdlib
