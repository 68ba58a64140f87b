#pragma once
// Variables of a `derive` block: new values from those of the cohort (language.md §3).
#include "engine/cohort.hpp"
#include "engine/value.hpp"

namespace rgx::stdlib {

// declared: the variable's parameters with "derived": {"how", "from": […], "plus", "groups", "at", "cuts"} (lang's
// Derivation). made: name, type, outcome and unit, as read. Appends the column and the variable to the cohort. Throws
// Failure: "unknown-name", "out-of-range" (a logarithm of 0 or less, a division by 0), "constant" (no quantiles).
void derive_variable(const engine::Json& declared, engine::CohortVariable made, engine::Cohort& cohort);

}  // namespace rgx::stdlib
