#include "lang/table_cells.hpp"

#include <cctype>
#include <charconv>
#include <regex>

namespace rgx::lang {

std::optional<double> cell_number(const std::string& cell) {
  const char* begin = cell.data();
  const char* end = begin + cell.size();
  if (begin != end && *begin == '+') ++begin;
  if (begin == end || !(std::isdigit(static_cast<unsigned char>(*begin)) != 0 || *begin == '-' || *begin == '.'))
    return std::nullopt;
  double value = 0;
  const auto [stop, error] = std::from_chars(begin, end, value);
  if (error != std::errc{} || stop != end || value != value || value - value != 0) return std::nullopt;
  return value;
}

std::string lower_case(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

TrimIds::TrimIds(const TableSource& source) {
  if (source.trim.empty()) return;
  try {
    remove_ = [pattern = std::regex(source.trim)](const std::string& id) {
      return std::regex_replace(id, pattern, "");
    };
  } catch (const std::regex_error&) {
    bad_ = true;
  }
}

std::string TrimIds::operator()(const std::string& id) const { return remove_ ? remove_(id) : id; }

Span cell_span(const TableView& table, std::size_t row, std::size_t column) {
  if (row < table.spans.size() && column < table.spans[row].size()) return table.spans[row][column];
  if (column < table.column_spans.size()) return table.column_spans[column];
  return {table.file, 0, 0};
}

}  // namespace rgx::lang
