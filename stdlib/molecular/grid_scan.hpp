#pragma once
// One row of a grid, cell by cell. For the files of Grid only.
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "stdlib/molecular/grid.hpp"

namespace rgx::stdlib {

namespace grid {

constexpr std::size_t piece = std::size_t{1} << 20;  // bytes of text that one task takes

inline bool blank(char c) { return c == ' ' || c == '\t'; }

inline std::string unquote(std::string_view quoted) {
  std::string out;
  out.reserve(quoted.size());
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    out += quoted[i];
    if (quoted[i] == '"') ++i;  // doubled
  }
  return out;
}

bool ends_in_quotes(const char* begin, const char* end, char delimiter);

// A line without anything in it is no row.
inline bool nothing_in(const char* p, const char* end) {
  while (p < end && *p == ' ') ++p;
  return p == end;
}

}  // namespace grid

struct Grid::Defect {
  const char* code = "";
  std::size_t begin = 0, end = 0;
  std::size_t column = 0, cells = 0;
};

// Every cell of a row, in order. take.fast(cell, from, end of the row) may take it and say where it ends; where that
// gives nullptr the end is looked for and take.slow(cell, from, to) takes it; false: it is no number.
template <class Take>
std::optional<Grid::Defect> Grid::scan_row(const Row& row, Take&& take) const {
  const char* const base = text_.data();
  const char* p = base + row.begin;
  const char* const end = base + row.end;
  const char delimiter = layout_.delimiter;
  const auto at = [&](const char* q) { return static_cast<std::size_t>(q - base); };
  for (std::size_t cell = 0;; ++cell) {
    while (p < end && grid::blank(*p) && *p != delimiter) ++p;
    const char* const from = p;
    if (const char* const done = take.fast(cell, from, end)) {
      p = done;
    } else {
      const char* to = nullptr;
      if (p < end && *p == '"' && layout_.quotes) {
        ++p;
        while (true) {
          p = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
          if (p == nullptr) return Defect{"open-quote", at(from), at(from) + 1, cell, 0};
          if (p + 1 >= end || p[1] != '"') break;
          p += 2;
        }
        to = ++p;
        while (p < end && grid::blank(*p) && *p != delimiter) ++p;
        if (p < end && *p != delimiter) return Defect{"text-after-quote", at(p), at(p) + 1, cell, 0};
      } else {
        const auto* found = static_cast<const char*>(std::memchr(p, delimiter, static_cast<std::size_t>(end - p)));
        p = to = found != nullptr ? found : end;
        while (to > from && grid::blank(to[-1])) --to;
      }
      if (!take.slow(cell, from, to)) return Defect{"not-a-number", at(from), at(to), cell, 0};
    }
    if (p < end) {
      ++p;
      continue;
    }
    if (cell + 1 != header_.size() && !header_.empty()) return Defect{"ragged-row", row.begin, row.end, cell, cell + 1};
    return std::nullopt;
  }
}

}  // namespace rgx::stdlib
