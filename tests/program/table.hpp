#pragma once
// Tables of a run directory, read by a reader of their own: a mistake of the program's is not made twice.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "tests/program/program.hpp"

namespace rgx::test {

struct Rows {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> cells;

  std::size_t column(const std::string& name) const {
    for (std::size_t i = 0; i < header.size(); ++i)
      if (header[i] == name) return i;
    FAIL("no column " << name);
    return 0;
  }
  const std::string& at(std::size_t row, const std::string& name) const { return cells.at(row).at(column(name)); }
  double number(std::size_t row, const std::string& name) const {
    const std::string& text = at(row, name);
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    REQUIRE_MESSAGE((!text.empty() && *end == '\0'), name << " holds `" << text << "`");
    return value;
  }
  // The one row whose columns hold these values.
  std::size_t where(const std::vector<std::pair<std::string, std::string>>& values) const {
    std::size_t found = cells.size(), count = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      bool fits = true;
      for (const auto& [name, value] : values) fits = fits && at(i, name) == value;
      if (fits) found = i, ++count;
    }
    REQUIRE_MESSAGE(count == 1, count << " rows of " << values.front().second);
    return found;
  }
};

// RFC 4180; lines that begin with `#` before the header are remarks.
inline Rows read_rows(const std::string& path) {
  const std::string text = read_file(path);
  Rows out;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  std::size_t i = 0;
  while (i < text.size() && text[i] == '#') i = text.find('\n', i) + 1;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        cell += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        cell += text[++i];
      else
        quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      row.push_back(cell);
      cell.clear();
      if (c == ',') continue;
      if (out.header.empty())
        out.header = row;
      else
        out.cells.push_back(row);
      REQUIRE_MESSAGE(row.size() == out.header.size(), path << ", row " << out.cells.size());
      row.clear();
    } else if (c != '\r') {
      cell += c;
    }
  }
  REQUIRE_MESSAGE((row.empty() && cell.empty() && !quoted), path << " ends in the midst of a row");
  return out;
}

}  // namespace rgx::test
