#pragma once
// A declared variable of a cohort as conditions see it: by its level as written in the declaration.
#include <string>

#include "engine/cohort.hpp"

namespace rgx::stdlib {

// "" where the value is missing; binary and ordinal by level, survival by its time. Throws Failure "unknown-name".
std::string cell_of(const engine::Cohort& cohort, const std::string& variable, std::size_t row);

}  // namespace rgx::stdlib
