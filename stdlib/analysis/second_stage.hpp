#pragma once
// Pairs of groups behind the test of all groups: rows that do not count in the family. They are corrected by Holm among
// themselves, and only where the row before them was rejected.
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/table.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

// Place of each such row, and of the row whose rejection it waits for. Stands in the table's meta as "second_stage".
using SecondStage = std::vector<std::pair<std::size_t, std::size_t>>;

SecondStage second_stage_of(const engine::Table& table);

// `pairs[i]` behind row i of the first stage. `rows` holds `groups` rows for each feature and, where there are several,
// one more for their difference, which has no pairs; `pairs` holds `groups` for each feature.
std::vector<ResultRow> with_second_stage(std::vector<ResultRow> rows, const std::vector<std::vector<ResultRow>>& pairs,
                                         std::size_t groups, SecondStage& stage);

// Fills q and rejected of the second stage from those of the first: Holm (1979) among the pairs of one row, at `level`.
void correct_second_stage(engine::Table& table, const SecondStage& stage, double level);

}  // namespace rgx::stdlib
