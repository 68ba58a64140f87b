#pragma once
// Volumes of the parts of a tumour and their ratios, for masks of several labels (enhancing tumour, necrosis, oedema):
// what VASARI's proportions estimate by eye and volumetric studies measure (Gutman et al., Neuroradiology 2015;57:1227;
// Grossmann et al., BMC Cancer 2016;16:611).
#include <array>

#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// volume (mm3, voxels times their volume), volume_ratio (over the volume of `other`), volume_fraction (over the volume
// of the union with `other`, each voxel once). A part without voxels has volume 0, as a tumour without necrosis does;
// an empty `other` makes the ratio, two empty parts the fraction, `zero_denominator`. Both regions are of one grid:
// spacings that differ throw std::invalid_argument.
std::array<Value, 3> compartments(const Roi& region, const Roi& other);

}  // namespace rgx::features
