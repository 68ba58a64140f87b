#pragma once
// Intensity-volume histogram (IBSI family P88C; 6 of its 7 features, the area under the curve has no consensus value).
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "stdlib/features/discretise.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// `how` none: intensities as they are, in steps of 1 (calibrated and discrete, as CT). width: replaced by bin centres
// (calibrated and continuous, as PET). bins: bin numbers (arbitrary units). `range`: the declared resegmentation range,
// which then is the range of the histogram (not for bins). `intensity at` of a volume fraction that no intensity in
// range is rare enough for is one step above the range.
std::array<Value, 7> intensity_volume(std::span<const float> intensity, const Discretisation& how,
                                      std::optional<std::pair<double, double>> range = {});

}  // namespace rgx::features
