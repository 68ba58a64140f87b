#pragma once
// The value of a declared variable in a row of its table.
#include <string>

#include "lang/condition.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

// The level as the declaration writes it (binary: `positive` or `negative`; nominal, ordinal, category: the level that
// the cell meets), the cell as it is where no level meets it, and for continuous the number in the declared unit; empty
// when missing. `raw` gives cells of columns. Survival has no single value: empty.
std::string level_of(const Variable& variable, const CellOf& raw);

}  // namespace rgx::lang
