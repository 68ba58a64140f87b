#include "engine/table.hpp"

#include <cmath>

#include "engine/csv.hpp"
#include "engine/failure.hpp"

namespace rgx::engine {

Column Column::of_numbers(std::string name, std::vector<double> v) {
  Column out;
  out.name = std::move(name);
  out.numbers = std::move(v);
  return out;
}

Column Column::of_texts(std::string name, std::vector<std::string> v) {
  Column out;
  out.name = std::move(name);
  out.kind = Kind::text;
  out.texts = std::move(v);
  return out;
}

std::string Column::cell(std::size_t row) const {
  return kind == Kind::number ? shortest(numbers.at(row)) : texts.at(row);
}

bool Column::is_missing(std::size_t row) const {
  return kind == Kind::number ? std::isnan(numbers.at(row)) : texts.at(row).empty();
}

const Column* Table::find(std::string_view name) const {
  for (const auto& c : columns)
    if (c.name == name) return &c;
  return nullptr;
}

const Column& Table::at(std::string_view name) const {
  if (const Column* c = find(name)) return *c;
  std::string known;
  for (std::size_t i = 0; i < columns.size() && i < 8; ++i) known += (i ? ", `" : "`") + columns[i].name + "`";
  if (columns.size() > 8) known += ", …";
  throw Failure("unknown-column", "no column `" + std::string(name) + "` in this table; it has " +
                                      (known.empty() ? std::string("none") : known));
}

namespace {

void write_cell(const std::string& cell, bool alone, std::string& out) {
  // A reader trims blanks around bare cells and skips empty lines.
  const bool quote =
      cell.find_first_of(",\"\r\n") != std::string::npos ||
      (!cell.empty() && (cell.front() == ' ' || cell.back() == ' ' || cell.front() == '\t' || cell.back() == '\t')) ||
      (alone && cell.empty());
  if (!quote) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    out += c;
    if (c == '"') out += '"';
  }
  out += '"';
}

}  // namespace

std::string to_csv(const Table& table) {
  std::string out;
  const bool alone = table.columns.size() == 1;
  for (const auto& c : table.columns)
    if (c.size() != table.rows())
      throw Failure("uneven-table", "column `" + c.name + "` has " + std::to_string(c.size()) + " rows, the table " +
                                        std::to_string(table.rows()));
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c) out += ',';
    write_cell(table.columns[c].name, alone, out);
  }
  out += '\n';
  for (std::size_t r = 0; r < table.rows(); ++r) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (c) out += ',';
      const Column& column = table.columns[c];
      if (column.kind == Column::Kind::number && !alone)
        out += shortest(column.numbers[r]);
      else
        write_cell(column.cell(r), alone, out);
    }
    out += '\n';
  }
  return out;
}

Table from_csv(std::string text) {
  Table out;
  if (text == "\n") return out;  // a table without columns
  try {
    const Csv csv(std::move(text), {});
    for (std::size_t c = 0; c < csv.columns().size(); ++c) {
      std::vector<std::string> texts(csv.rows());
      std::vector<double> numbers(csv.rows());
      bool all_numbers = csv.columns()[c] != "subject";
      for (std::size_t r = 0; r < csv.rows(); ++r) {
        texts[r] = csv.cell(r, c);
        if (all_numbers) all_numbers = csv.number(r, c, numbers[r]) && shortest(numbers[r]) == texts[r];
      }
      out.columns.push_back(all_numbers ? Column::of_numbers(csv.columns()[c], std::move(numbers))
                                        : Column::of_texts(csv.columns()[c], std::move(texts)));
    }
  } catch (const CsvFailure& e) {
    throw Failure("bad-table", e.what());
  }
  return out;
}

}  // namespace rgx::engine
