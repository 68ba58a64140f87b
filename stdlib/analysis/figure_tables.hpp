#pragma once
// Tables beside the results of a block that only its figures need: NAME.top.csv and NAME.qq.csv.
#include <string>

#include "engine/artifact.hpp"
#include "engine/operation.hpp"

namespace rgx::stdlib {

// The members of `out` that `correct` was asked for (params.blocks) get members NAME.top and NAME.qq beside them, where
// there is something to draw.
void add_figure_tables(engine::Bundle& out, const engine::Context& context);

// The same of a map that is listed in part (map_result.hpp).
void add_map_figure_tables(engine::Bundle& out, const std::string& block);

// rank, expected, observed (both −log₁₀ p), low, high (95 % of uniform ones), then in every row how many tests there
// are and λ. At most 3,000 rows (engine::thinned). No columns below 20 tests.
engine::Table qq_table(const engine::Table& results);
// The listed rows of a map are its smallest p values; beyond them the edges of its histogram stand for the others, and
// λ is that of the median within its hundredth.
engine::Table qq_table_of_map(const engine::Table& listed, const engine::Table& histogram);

}  // namespace rgx::stdlib
