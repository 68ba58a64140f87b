#pragma once
// What the report says in words of `compare` and `associate`. Internal to engine/report*.
#include <cstddef>
#include <string>
#include <vector>

#include "engine/report_view.hpp"

namespace rgx::engine {

// Rows from the smallest p on, by its logarithm where that is known; those without p behind, all in order of the table.
std::vector<std::size_t> by_strength(const Table& t);

// One paragraph: what was tested on whom, how many were rejected and how, then at most so many single findings with
// their numbers, survival of the groups, and what an accepted error makes of it.
std::vector<std::string> test_sentences(const ReportView& view, const Json& block, std::size_t findings);

}  // namespace rgx::engine
