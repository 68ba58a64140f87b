#pragma once
// Codes by which subjects are dealt out, or change places.
#include <vector>

#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// One a row. A missing value is a stratum of its own: those subjects are dealt out evenly too. Classes by their place,
// survival by its event, numbers by their quartiles.
std::vector<int> stratum_codes(const FrameOutcome& key);

}  // namespace rgx::stdlib
