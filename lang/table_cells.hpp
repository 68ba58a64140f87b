#pragma once
// Cells and ids of tables as the checker reads them.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "lang/probe.hpp"
#include "lang/study.hpp"

namespace rgx::lang {

// A decimal number as a table writes it; no blanks, no hexadecimal, no `inf`, no `nan`.
std::optional<double> cell_number(const std::string& cell);

// Ids with the `trim` pattern removed.
class TrimIds {
 public:
  explicit TrimIds(const TableSource& source);
  std::string operator()(const std::string& id) const;
  bool bad_pattern() const { return bad_; }

 private:
  std::function<std::string(const std::string&)> remove_;
  bool bad_ = false;
};

std::string lower_case(std::string text);

// The cell's place; the column's where places of cells are not kept.
Span cell_span(const TableView& table, std::size_t row, std::size_t column);

}  // namespace rgx::lang
