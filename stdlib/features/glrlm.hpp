#pragma once
// Grey level run lengths (IBSI family TP0I, 16 features; Galloway 1975).
#include <array>
#include <map>
#include <span>

#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

using GlrlmValues = std::array<Value, 16>;

std::map<Aggregation, GlrlmValues> glrlm(const LevelBox& box, std::span<const Aggregation> aggregations);

}  // namespace rgx::features
