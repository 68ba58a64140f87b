#pragma once
// Conditions of `include`, `where`, `event: deceased == 1`, resolved to columns and variables, and their evaluation
// with three values: a comparison with a missing value is missing.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lang/span.hpp"

namespace rgx::lang {

struct Condition {
  enum class Op { always, compare, in, is_missing, truth, and_, or_, not_ };
  enum class Compare { eq, ne, lt, le, gt, ge };
  Op op = Op::always;
  Compare compare = Compare::eq;
  bool negated = false;                        // `not in`, `is not missing`
  std::string column;                          // compare, in, is_missing, truth: a column or a declared variable
  bool variable = false;                       // `column` names a declared variable (compared by level as declared)
  std::vector<std::string> values;             // one for compare; as written
  std::vector<std::optional<double>> numbers;  // the same as numbers in base units where they are numbers
  double column_factor = 1;                    // converts the column's unit to the base unit before comparing numbers
  std::vector<Condition> children;             // and_, or_, not_
  Span span;
};

// Cell text of a column (or the level of a variable) in the current row; empty: missing.
using CellOf = std::function<std::string(const std::string& column, bool variable)>;

// nullopt: undecided, since a cell was missing.
std::optional<bool> evaluate(const Condition& condition, const CellOf& cell);

// `1` meets the cell `1.0`: equal as numbers where both are numbers, else as text.
bool same_value(const std::string& cell, const std::string& wanted);
// true/false, yes/no, 1/0 (any case); nullopt: neither, or missing.
std::optional<bool> truth_of(const std::string& cell);

}  // namespace rgx::lang
