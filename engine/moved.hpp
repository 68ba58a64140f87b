#pragma once
// What moved between two tables of one name. Rows are matched by what they are about (subject, feature and outcome,
// metric …), not by where they stand; columns by name.
#include <string>
#include <vector>

#include "engine/csv.hpp"

namespace rgx::engine {

struct MovedNumber {
  std::string table, row, column;  // row: its key in words, `core.shape.volume, idh`
  double was = 0, is = 0;
  double relative = 0;  // |was - is| / max(|was|, |is|)
};

struct ChangedCell {
  std::string table, row, column, was, is;  // texts, or a number that came or went; empty: missing
};

struct TableChange {
  std::string file;
  // Why its cells are not compared: it is on one side only, or cannot be read; empty: they are.
  std::string detail;
  std::vector<std::string> keys;  // columns that rows are matched by; empty: rows are matched by their number
  std::vector<std::string> columns_only_a, columns_only_b;
  std::vector<std::string> rows_only_a, rows_only_b;
  bool reordered = false;  // rows or columns stand in another order
  std::vector<MovedNumber> numbers;
  std::vector<ChangedCell> cells;
  // Nothing differs but the layout of the text: quotes, `0.50` for `0.5`.
  bool layout_only() const;
};

// The columns that tell the rows of both tables apart, in order of the table; what they leave equal is told apart by
// its order among the equal ones.
std::vector<std::string> key_columns(const Csv& a, const Csv& b);

TableChange compare_rows(const std::string& file, const Csv& a, const Csv& b);

// Largest relative difference first; equal ones by table, row, column.
void sort_by_size(std::vector<MovedNumber>& numbers);

}  // namespace rgx::engine
