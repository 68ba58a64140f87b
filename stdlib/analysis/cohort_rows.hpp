#pragma once
// Tables that hold several cohorts, one behind the other, as tables of one.
#include <string>

#include "engine/table.hpp"

namespace rgx::stdlib {

// The rows of that cohort without the column `cohort`; every column but the first (the subject) counts as numeric.
engine::Table rows_of_cohort(const engine::Table& all, const std::string& cohort);

}  // namespace rgx::stdlib
