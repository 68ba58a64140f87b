#pragma once
// Morphology (IBSI family HCUG): geometry of the morphological mask, and the four features that read intensities.
// Lengths in mm along the image's own axes.
#include <array>
#include <span>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

inline constexpr std::size_t kShapeFeatures = 29;

// The 29 features of the table; the four that read intensities are left missing with reason `none` and never shown. The
// region needs a border of at least one voxel. How the smallest box and ellipsoid are found, which have no consensus
// value: enclosing.hpp. The area of both ellipsoids is the manual's Legendre series to degree 20.
std::array<Value, kShapeFeatures> geometry(const Roi& region, const stats::ParallelFor& parallel = stats::serial_for);

// The four that read intensities, in the table's order: centre_of_mass_shift, integrated_intensity, morans_i_index,
// gearys_c_measure. `region` is the morphological mask, `of_intensity` the intensity mask on the same grid, `intensity`
// its voxels' values, `mesh_volume` that of `region` in mm3.
std::array<Value, 4> intensity_geometry(const Roi& region, const Roi& of_intensity, std::span<const float> intensity,
                                        double mesh_volume, const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
