#pragma once
// Shape of the tumour's margin as the glioma radiogenomics studies of Mazurowski's group measure it (Mazurowski et al.
// 2017, J Neurooncol 133:27; Czarnek et al. 2017, J Neurooncol 132:55; Buda et al. 2019, Comput Biol Med 109:218).
#include <array>
#include <optional>

#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// angular_standard_deviation, margin_fluctuation, bounding_ellipsoid_volume_ratio, bounding_ellipse_area_ratio.
//
// The first two are measured in the slice of largest area, on the outer contour of its largest part, by the distances d
// (mm) of the contour's pixels from the part's centroid, divided by their mean:
//   angular_standard_deviation = mean over ten equal sectors of the standard deviation of d in the sector;
//   margin_fluctuation = standard deviation of d - s, s being the circular moving average of d along the contour.
// `smoothing` is the length of that average as a share of the contour's pixels, above 0 and below 1; it is taken to the
// nearest odd number of pixels, at least three. It has no default here, see docs/literature_features.md.
// bounding_ellipsoid_volume_ratio is the volume of the voxels over that of the smallest ellipsoid around them,
// bounding_ellipse_area_ratio the same of the slice of largest area with an ellipse.
//
// Reasons: empty_region; a slice whose part is one pixel `single_voxel`; margin_fluctuation without smoothing
// `not_declared`, of a contour shorter than the average `too_small`. Shares out of (0, 1) throw std::invalid_argument.
// Lengths are in mm along the axes of the slice; pixels of unequal sides weigh a contour unevenly, so resample first.
std::array<Value, 4> margin(const Roi& roi, std::optional<double> smoothing = {});

}  // namespace rgx::features
