#pragma once
// The value of a declared variable in a row of its table.
#include <optional>
#include <string>

#include "lang/condition.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

// The level as the declaration writes it (binary: `positive` or `negative`; nominal, ordinal, category: the level that
// the cell meets), the cell as it is where no level meets it, and for continuous the number in the declared unit; empty
// when missing. `raw` gives cells of columns. Survival has no single value: empty.
std::string level_of(const Variable& variable, const CellOf& raw);

// Whether a variable's values can be told from one row alone: not those of a rank or of a cut at a quantile.
inline bool known_before_run(const Variable& v) {
  return !v.derived || (v.derived->how != "rank" && v.derived->at.empty());
}

// The same for a variable of a `derive` block, from the cells of the declared ones. Nothing: not known before the run.
std::optional<std::string> derived_level(const Variable& v, const CellOf& declared);

}  // namespace rgx::lang
