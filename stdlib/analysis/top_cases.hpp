#pragma once
// The cases behind the findings with the smallest p, which the report draws: picked by each test from what it has read
// anyway, carried in its table's meta ("top_cases") to `correct`, and written as NAME.top.csv.
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

// Both sides of a row of results, over all rows of the frame.
struct CaseSides {
  std::vector<std::size_t> rows;  // of the frame: those the test used; without a value they are left out
  std::span<const double> value;  // first side; empty: it has no numbers, and there is nothing to draw
  std::span<const int> codes;     // second side: classes …
  std::span<const std::string> levels;
  std::span<const double> number;  // … or numbers
};

// The rows in which these columns, covariates of a test, all have a value.
std::vector<std::size_t> rows_with_values(const std::vector<std::size_t>& rows,
                                          std::initializer_list<const std::vector<FrameColumn>*> columns);

// `sides(i)` is asked for the strongest rows that are about a whole effect (no term).
engine::Json top_cases(const std::vector<ResultRow>& rows, const Frame& frame,
                       const std::function<CaseSides(std::size_t row)>& sides);

// Of the results of a block, its NAME.top.csv: the strongest of all of them, the smallest p first, cases by class; with
// the first two columns named as in `block`. No columns where no result carries cases.
engine::Table top_cases_table(const std::vector<const engine::Table*>& results, const engine::Table& block);

}  // namespace rgx::stdlib
