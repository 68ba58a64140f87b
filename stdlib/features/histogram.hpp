#pragma once
// Intensity histogram (IBSI family ZVCW, 23 features) of discretised intensities.
#include <array>

#include "stdlib/features/discretise.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// In the table's order. Missing with the levels' own reason where there are none. With a single bin a gradient has no
// neighbour to differ from: `flat_region`.
std::array<Value, 23> histogram_features(const Levels& levels);

}  // namespace rgx::features
