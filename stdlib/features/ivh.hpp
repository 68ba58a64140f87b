#pragma once
// Intensity-volume histogram (IBSI family P88C, 7 features).
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stdlib/features/discretise.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// `how` none: intensities as they are, in steps of 1 (calibrated and discrete, as CT). width: replaced by bin centres
// (calibrated and continuous, as PET). bins: bin numbers (arbitrary units). `range`: the declared resegmentation range,
// which then is the range of the histogram (not for bins). `intensity at` of a volume fraction that no intensity in
// range is rare enough for is one step above the range. A region of one intensity gives `flat_region`.
//
// The area under the curve (9CMM; no consensus value exists) is that of volume fraction over intensity fraction, both
// from 0 to 1, by the trapezoidal rule over the grey levels of the histogram, those that no voxel has included; 0 for
// one grey level. Reference manual arXiv:1612.07003, section 3.5; van Velden et al. 2011.
std::array<Value, 7> intensity_volume(std::span<const float> intensity, const Discretisation& how,
                                      std::optional<std::pair<double, double>> range = {},
                                      const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
