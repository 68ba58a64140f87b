#pragma once
// Uptake in PET: the standardised uptake values of clinical reports, metabolic tumour volume and total lesion
// glycolysis (Larson et al., Clin Positron Imaging 1999;2:159, who defined TLG as mean SUV times volume; Boellaard et
// al., EJNMMI 2015;42:328 for what SUVmax, SUVpeak and thresholds mean; Lovinfosse et al., Br J Radiol 2016;89:20160212
// for SUV standard deviation and coefficient of variation).
#include <array>
#include <span>

#include "engine/image.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// Which voxels of the region count as metabolically active: those at or above the threshold. There is no default: MTV
// by 2.5 SUV and MTV by 41 % of SUVmax are different quantities, so a study says which.
struct UptakeThreshold {
  enum class Kind { undeclared, absolute, fraction_of_maximum };
  Kind kind = Kind::undeclared;
  double value = 0;  // in the scan's unit, or a share above 0 and at most 1

  static UptakeThreshold of_value(double value) { return {Kind::absolute, value}; }
  static UptakeThreshold of_fraction(double share) { return {Kind::fraction_of_maximum, share}; }
};

// suv_max, suv_mean, suv_peak, suv_sd, suv_cov, mtv (ml), tlg (intensity times ml). `intensity`: one a voxel of `roi`.
// suv_peak is IBSI's local intensity peak and reads the surroundings; suv_sd has N in the denominator.
// Reasons: empty_region, not_finite; suv_cov of mean zero `zero_denominator`; mtv and tlg without a declared threshold
// `not_declared`, with a share of a maximum that is not positive `zero_denominator`. No voxel above an absolute
// threshold is a volume of zero. A threshold that is not finite, or a share out of (0, 1], throws
// std::invalid_argument.
std::array<Value, 7> uptake(const engine::Image& image, const Roi& roi, std::span<const float> intensity,
                            const UptakeThreshold& threshold);

}  // namespace rgx::features
