#pragma once
// Comparing two runs: what they were made of, and what they wrote, table by table and number by number.
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/moved.hpp"
#include "engine/run.hpp"

namespace rgx::engine {

// What a number was made of, before and now. `where`: a block, a step, an input, a library; `was` and `is` are empty
// where a side has none.
struct Change {
  std::string where, what, was, is;
  bool was_written = true, is_written = true;  // of a parameter: written in the study, or a default
};

// `rgx diff A B`: everything in which two runs differ, `was` and `a` being the first.
struct Difference {
  std::vector<Change> inputs;        // another content (was, is: digest and bytes), new or gone
  std::vector<Change> parameters;    // settings, references and parameters of blocks, blocks and steps themselves
  std::vector<Change> operations;    // versions
  std::vector<Change> platform;      // rgx, instruction set, libraries
  std::vector<Change> steps;         // steps of the graph that one side does not have, by what they belong to
  std::vector<std::string> recipe;   // the same in sentences, as `rgx run --locked` says it
  std::vector<TableChange> tables;   // those that are not the same bytes
  std::vector<MovedNumber> numbers;  // of all tables, largest relative difference first
  bool any() const {
    return !recipe.empty() || !inputs.empty() || !parameters.empty() || !operations.empty() || !platform.empty() ||
           !steps.empty() || !tables.empty();
  }
};

// Throws as open_run: "no-run-directory", "bad-lock" (with the path), "bad-table".
Difference diff(const Files& files, const std::string& a, const std::string& b);
// Lists of numbers, cells and rows are cut, with a count of the rest.
std::string to_text(const Difference& difference, const std::string& a, const std::string& b);
Json to_json(const Difference& difference);  // complete

}  // namespace rgx::engine
