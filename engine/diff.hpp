#pragma once
// Comparing what two runs wrote: table by table, number by number, then what they were made of.
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/run.hpp"

namespace rgx::engine {

struct TableVerdict {
  std::string file;
  std::string verdict;  // identical: the same bytes · equivalent: every number within the tolerance · different
  double largest_relative_difference = 0;  // |a - b| / max(|a|, |b|) over cells that are numbers on both sides
  std::string where;      // `mean of row s1` of the largest difference, or of the first cell that is no number pair
  std::size_t cells = 0;  // that differ at all
  std::string detail;     // what makes it different: `is not there`, `has 3 rows, had 4`, `is 2, was 1`
};

// `was` and `is` are CSV texts. tolerance: relative.
TableVerdict compare_tables(const std::string& file, const std::string& was, const std::string& is, double tolerance);

// Every CSV below tables/ of either run, sorted; one that is on one side only is different.
std::vector<TableVerdict> compare_run_tables(const Files& files, const std::string& was, const std::string& is,
                                             double tolerance);

struct Difference {
  std::vector<std::string> recipe;   // inputs, versions, parameters (differences of the locks)
  std::vector<TableVerdict> tables;  // those that are not identical
  bool any() const { return !recipe.empty() || !tables.empty(); }
};

// `rgx diff RUN_A RUN_B`; throws as open_run.
Difference diff(const Files& files, const std::string& a, const std::string& b, double tolerance = 1e-9);
std::string to_text(const Difference& difference);
Json to_json(const Difference& difference);
Json to_json(const TableVerdict& verdict);
std::string to_text(const TableVerdict& verdict);

}  // namespace rgx::engine
