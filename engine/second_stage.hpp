#pragma once
// Rows of a result table that are a second stage: pairs of groups behind the test of all groups. They count in no
// family and are no tests of their own in what is drawn and counted (language.md §7).
#include <string_view>

#include "engine/table.hpp"

namespace rgx::engine {

inline constexpr std::string_view second_stage_note = "second stage";

// Read from the note, so that it holds for a table read back from its CSV.
inline bool is_second_stage(const Table& table, std::size_t row) {
  const Column* note = table.find("note");
  return note != nullptr && note->kind == Column::Kind::text && note->texts[row].starts_with(second_stage_note);
}

}  // namespace rgx::engine
