#pragma once
// What tells one row from another: the subject, and below it the key of each level (language.md §4).
#include <map>
#include <string>
#include <vector>

#include "engine/cohort.hpp"

namespace rgx::stdlib {

using UnitKey = std::vector<std::string>;  // subject, then the key of each level, coarsest first

// Levels of a feature table, from its meta; none: one row a subject.
std::vector<std::string> levels_of(const engine::Table& table);

// Key of a row of a table that has a column "subject" and one of each level.
UnitKey key_of(const engine::Table& table, const std::vector<std::string>& levels, std::size_t row);

// Whether keys of repeats come before others: numbers in order of size, then texts.
bool keys_before(const UnitKey& a, const UnitKey& b);

// "W1-1 / 3", as messages and participants name a row.
std::string text_of(const UnitKey& key);

// The levels of a cohort down to `level` ("subject": none). Throws Failure "unknown-name".
std::vector<std::string> levels_to(const engine::Cohort& cohort, const std::string& level);

// First row of the cohort's data for each distinct key at these levels, in order.
std::vector<std::size_t> unit_rows(const engine::Cohort& cohort, const std::vector<std::string>& levels);

}  // namespace rgx::stdlib
