#pragma once
// A table of named columns, numbers or texts: features, results, participants. Missing is NaN in a number column and
// the empty text in a text column; why a cell is missing stands in `missing`.
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value.hpp"

namespace rgx::engine {

struct Column {
  enum class Kind { number, text };
  std::string name;
  Kind kind = Kind::number;
  std::vector<double> numbers;
  std::vector<std::string> texts;

  static Column of_numbers(std::string name, std::vector<double> v);
  static Column of_texts(std::string name, std::vector<std::string> v);
  std::size_t size() const { return kind == Kind::number ? numbers.size() : texts.size(); }
  std::string cell(std::size_t row) const;  // as written to CSV, before quoting
  bool is_missing(std::size_t row) const;
};

struct MissingCell {
  std::string subject, column, reason;
};

struct Table {
  std::vector<Column> columns;
  std::vector<MissingCell> missing;
  // What travels with the columns. Feature tables: "dictionary": [{column, family, feature, tag, aggregation, filter,
  // unit, definition}], "kinds": {column: {"type": "numeric|ordinal|nominal", "levels": [...]}}.
  Json meta = Json::object();

  std::size_t rows() const { return columns.empty() ? 0 : columns.front().size(); }
  const Column* find(std::string_view name) const;
  const Column& at(std::string_view name) const;  // throws Failure "unknown-column"
};

// Genes × subjects; `values[g * subjects.size() + s]`, NaN missing.
struct Matrix {
  std::string kind;               // expression, mutation, …
  std::vector<std::string> rows;  // genes, proteins
  std::vector<std::string> subjects;
  std::vector<double> values;
  Json meta = Json::object();
};

// UTF-8, comma, header, quoted only where needed, LF (interface.md).
std::string to_csv(const Table& table);

// Reads what `to_csv` wrote, so that writing it again gives the same bytes: a column is of numbers when every cell is
// empty or is exactly what `shortest` writes ("007" stays text), `subject` is always text. `missing` and `meta` are not
// in a CSV. Throws Failure "bad-table".
Table from_csv(std::string text);

}  // namespace rgx::engine
