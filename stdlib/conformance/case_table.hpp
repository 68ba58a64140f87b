#pragma once
// Tables of reference numbers as tests/reference/make/*.R write them: a head of `# word: text` lines, a line of column
// names, then `case,field,values` (values separated by blanks) or `case,quantity,i,j,value`; NA is missing. A header
// and the standard library alone, so that tests of rooms below this one read the tables by it as well.
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <istream>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rgx::conformance {

// field → its numbers
using Fields = std::map<std::string, std::vector<double>>;

struct CaseTable {
  std::string tool;                     // of the head: "R 4.2.2, energy 1.7.11"
  std::map<std::string, Fields> cases;  // name → fields
};

// Entry (i, j) of a matrix, counted from 0.
struct Cell {
  std::size_t i = 0, j = 0;
  double value = 0;
};

struct CellTable {
  std::string tool;
  std::map<std::string, std::vector<Cell>> cells;  // "set", or "case/quantity" → entries as they stand
};

namespace detail {

inline double number(const std::string& word) {
  if (word == "NA") return std::numeric_limits<double>::quiet_NaN();
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  if (word.empty() || end != word.c_str() + word.size()) throw std::runtime_error("`" + word + "` is no number");
  return value;
}

inline std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t to; (to = text.find(at, from)) != std::string::npos; from = to + 1)
    out.push_back(text.substr(from, to - from));
  out.push_back(text.substr(from));
  return out;
}

// Hands each line below the column names to `take`; returns the head's `tool`.
template <class Take>
std::string each_line(std::istream& in, const Take& take) {
  const std::string word = "# tool: ";
  std::string line, tool;
  for (bool below = false; std::getline(in, line);) {
    if (line.starts_with(word)) tool = line.substr(word.size());
    if (line.starts_with('#')) continue;
    if (below) take(line);
    below = true;
  }
  return tool;
}

}  // namespace detail

// Throw std::runtime_error for a line that is none of the table's.
inline CaseTable read_cases(std::istream& in) {
  CaseTable table;
  table.tool = detail::each_line(in, [&](const std::string& line) {
    const auto parts = detail::split(line, ',');
    if (parts.size() != 3) throw std::runtime_error("no `case,field,values`: " + line.substr(0, 60));
    auto& values = table.cases[parts[0]][parts[1]];
    if (parts[2].empty()) return;
    for (const std::string& word : detail::split(parts[2], ' ')) values.push_back(detail::number(word));
  });
  return table;
}

inline CellTable read_cells(std::istream& in) {
  CellTable table;
  table.tool = detail::each_line(in, [&](const std::string& line) {
    const auto parts = detail::split(line, ',');
    if (parts.size() != 4 && parts.size() != 5) throw std::runtime_error("no `case,quantity,i,j,value`: " + line);
    const std::size_t at = parts.size() - 3;
    const auto place = [&](std::size_t k) { return static_cast<std::size_t>(detail::number(parts[k])); };
    table.cells[at == 1 ? parts[0] : parts[0] + "/" + parts[1]].push_back(
        {place(at), place(at + 1), detail::number(parts[at + 2])});
  });
  return table;
}

// Categories: negative where missing.
inline std::vector<int> codes(const std::vector<double>& values) {
  std::vector<int> out;
  for (const double v : values) out.push_back(std::isnan(v) ? -1 : static_cast<int>(v));
  return out;
}

}  // namespace rgx::conformance
