#pragma once
// Tables beside the results of a block that only its figures need: NAME.top.csv and NAME.qq.csv.
#include "engine/artifact.hpp"
#include "engine/operation.hpp"

namespace rgx::stdlib {

// The members of `out` that `correct` was asked for (params.blocks) get members NAME.top and NAME.qq beside them, where
// there is something to draw.
void add_figure_tables(engine::Bundle& out, const engine::Context& context);

// rank, expected, observed (both −log₁₀ p), low, high (95 % of uniform ones), then in every row how many tests there
// are and λ. At most 3,000 rows (engine::thinned). No columns below 20 tests.
engine::Table qq_table(const engine::Table& results);

}  // namespace rgx::stdlib
