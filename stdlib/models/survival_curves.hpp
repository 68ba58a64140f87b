#pragma once
// Survival curves that a learner gives for held-out cases, on their way from a fold to its assessment: the table
// `curves` of a fold's bundle has a row a case (in the order of `predictions`) and a column a time, the times in meta.
#include "engine/artifact.hpp"
#include "stats/validation/survival_performance.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// Nothing is written of a learner without curves.
void write_curves(const SurvivalCurves& curves, engine::Bundle& out);

// Adds those of the bundle, if it has any, at `place`.
void read_curves(const engine::Bundle& bundle, const std::pair<int, int>& place, stats::SurvivalOutOfFold& out);

}  // namespace rgx::stdlib
