#pragma once
// Operations of this room, registered by stdlib/register.cpp.
#include <vector>

#include "engine/operation.hpp"

namespace rgx::stdlib {

// Finds filters by name in `registry`, which has to outlive it.
engine::Operation extract_operation(const engine::Registry& registry);
engine::Operation collect_features_operation();
// One entry a family of the feature table, built or not; `original`; `discretise`.
std::vector<engine::Operation> feature_parts();
// Families beyond IBSI that the literature of the field used (literature/table.hpp).
std::vector<engine::Operation> literature_parts();

}  // namespace rgx::stdlib
