#pragma once
// What parts of the report read of tables, and how many rows they show. Internal to engine/report*.
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "engine/report_document.hpp"
#include "engine/table.hpp"

namespace rgx::engine {

inline constexpr std::size_t rows_in_html = 200, rows_in_markdown = 25;

// Of a column of numbers; NaN where there is none.
inline double number(const Table& t, const char* column, std::size_t row) {
  const Column* c = t.find(column);
  return c != nullptr && c->kind == Column::Kind::number ? c->numbers[row] : std::nan("");
}

// As it is written; empty where there is no such column.
inline std::string cell(const Table& t, const char* column, std::size_t row) {
  const Column* c = t.find(column);
  return c == nullptr ? std::string() : c->cell(row);
}

// These rows, in this order.
inline Table picked(const Table& t, const std::vector<std::size_t>& rows) {
  Table out;
  for (const auto& c : t.columns) {
    Column to{c.name, c.kind, {}, {}};
    for (const std::size_t r : rows)
      if (c.kind == Column::Kind::number)
        to.numbers.push_back(c.numbers[r]);
      else
        to.texts.push_back(c.texts[r]);
    out.columns.push_back(std::move(to));
  }
  return out;
}

template <typename Figure>
void add(ReportSection& section, Figure figure) {
  if (figure) section.parts.push_back(std::move(*figure));
}

}  // namespace rgx::engine
