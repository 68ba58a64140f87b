// Numbers and text as a report prints them.
#include <fmt/format.h>

#include <cmath>

#include "engine/report_document.hpp"

namespace rgx::engine {

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

std::string escape_cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (c == '|' || c == '\\' || c == '*' || c == '_' || c == '`' || c == '<' || c == '[') out += '\\';
    out += c;
  }
  return out;
}

std::string readable(double value) {
  if (std::isnan(value)) return "";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  if (value < 0) return "−" + readable(-value);
  if (value == std::round(value) && std::abs(value) < 1e7) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

std::string readable_p(double p, double log10_p) {
  if (std::isnan(p)) return "";
  if (p == 1) return "1";
  if (p >= 1e-4) return fmt::format("{:.3g}", p);
  if (p > 0) return fmt::format("{:.1e}", p);
  return !std::isfinite(log10_p) ? "0" : fmt::format("1e{:.0f}", log10_p);
}

std::string leading(std::string markdown, const std::string& up) {
  const std::string found = "](tables/", instead = "](" + up + "tables/";
  if (up.empty()) return markdown;
  for (auto at = markdown.find(found); at != std::string::npos; at = markdown.find(found, at + instead.size()))
    markdown.replace(at, found.size(), instead);
  return markdown;
}

std::string readable_cell(const Table& table, const Column& column, std::size_t row) {
  if (column.kind == Column::Kind::text) return column.texts[row];
  const double value = column.numbers[row];
  if (column.name != "p" && column.name != "q") return readable(value);
  const Column* log10_p = column.name == "p" ? table.find("log10_p") : nullptr;
  const bool known = log10_p != nullptr && log10_p->kind == Column::Kind::number;
  return readable_p(value, known ? log10_p->numbers[row] : std::nan(""));
}

std::vector<const Column*> shown_columns(const Table& table) {
  std::vector<const Column*> out;
  for (const auto& column : table.columns) {
    if (column.name == "log10_p") continue;  // read for a p below what a double holds, printed as p
    bool empty = table.rows() > 0;
    for (std::size_t r = 0; r < column.size() && empty; ++r) empty = column.is_missing(r);
    if (!empty) out.push_back(&column);
  }
  return out;
}

}  // namespace rgx::engine
