#pragma once
// First-order statistics that filtration-histogram texture analysis (TexRAD; Ganeshan et al., Radiology 2013;266:326;
// Miles et al., Cancer Imaging 2013;13:400) reports and IBSI does not have. They are meant for the response of a
// Laplacian of Gaussian, where positive values are what is brighter than its surroundings; studies took them of the
// image itself too. Mean, skewness and kurtosis of the set are those of the family `intensity`.
#include <array>
#include <span>

#include "stdlib/features/value.hpp"

namespace rgx::features {

// mean_of_positive_pixels (of the values above 0), standard_deviation (N in the denominator, the root of IBSI's
// variance). Reasons: empty_region, not_finite; no value above 0: `zero_denominator` for the first.
std::array<Value, 2> filtration_histogram(std::span<const float> intensity);

}  // namespace rgx::features
