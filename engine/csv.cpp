#include "engine/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "engine/plain_text.hpp"

namespace rgx::engine {
namespace {

bool blank(char c) { return c == ' ' || c == '\t'; }

std::string unquote(std::string_view quoted) {
  std::string out;
  out.reserve(quoted.size());
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    out += quoted[i];
    if (quoted[i] == '"') ++i;  // doubled
  }
  return out;
}

}  // namespace

CsvFailure::CsvFailure(std::string code_, const std::string& message, std::uint32_t begin_, std::uint32_t end_,
                       std::uint32_t line_, std::string help_)
    : Failure(std::move(code_), message, std::move(help_)), begin(begin_), end(end_), line(line_) {}

Csv::Csv(std::string text, const CsvOptions& options) : text_(std::move(text)), missing_(options.missing) {
  const std::string where = of_path(options.path);
  require_plain_text(text_, options.path);
  scan(options);
  std::map<std::string, std::size_t> seen;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].empty()) continue;  // nobody can name it: row numbers of R and pandas
    if (!seen.emplace(columns_[c], c).second)
      throw CsvFailure("duplicate-column", where + fmt::format("two columns are named `{}`", columns_[c]),
                       header_[c].begin, header_[c].end, line(header_[c].begin), "rename one of them");
  }
}

void Csv::scan(const CsvOptions& options) {
  const std::string where = of_path(options.path);
  const char* const base = text_.data();
  const char* const end = base + text_.size();
  const char* p = base;
  if (text_.starts_with("\xEF\xBB\xBF")) p += 3;
  const char delimiter = options.delimiter;
  std::array<bool, 256> stops{};
  stops[static_cast<unsigned char>(delimiter)] = stops['\n'] = stops['\r'] = true;
  const auto at = [&](const char* q) { return static_cast<std::uint32_t>(q - base); };

  bool in_header = true;
  std::size_t in_row = 0;
  std::uint32_t row_begin = at(p);
  const auto cell = [&](const char* from, const char* to) {
    const Place place{at(from), at(to)};
    if (in_header)
      header_.push_back(place);
    else if (++in_row <= header_.size())
      cells_.push_back(place);
  };
  const auto end_row = [&](const char* to) {
    if (in_header) {
      in_header = false;
      columns_.reserve(header_.size());
      for (const Place& h : header_) {
        const std::string_view raw = std::string_view(text_).substr(h.begin, h.end - h.begin);
        columns_.push_back(raw.starts_with('"') ? unquote(raw) : std::string(raw));
      }
      cells_.reserve(text_.size() / 8);
    } else if (in_row != header_.size()) {
      const std::uint32_t number = line(row_begin);
      throw CsvFailure("ragged-row",
                       where + fmt::format("line {} has {} cells, the header has {}", number, in_row, header_.size()),
                       row_begin, at(to), number,
                       "a cell that holds the delimiter must stand in quotes; an empty cell still needs its delimiter");
    }
    in_row = 0;
  };

  while (p < end) {
    row_begin = at(p);
    // A line without anything in it is no row; a lone missing cell is written "".
    const char* q = p;
    while (q < end && *q == ' ') ++q;
    if (q == end || *q == '\n' || *q == '\r') {
      p = q == end ? q : q + 1;
      continue;
    }
    while (true) {  // cells of one row
      while (p < end && blank(*p) && *p != delimiter) ++p;
      const char* from = p;
      const char* to = nullptr;
      if (p < end && *p == '"') {
        ++p;
        while (true) {
          p = static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
          if (p == nullptr)
            throw CsvFailure("open-quote", where + fmt::format("line {}: a quote is not closed", line(at(from))),
                             at(from), at(from) + 1, line(at(from)));
          if (p + 1 < end && p[1] == '"')
            p += 2;
          else
            break;
        }
        to = ++p;
        while (p < end && blank(*p) && *p != delimiter) ++p;
        if (p < end && !stops[static_cast<unsigned char>(*p)])
          throw CsvFailure("text-after-quote",
                           where + fmt::format("line {}: text follows the closing quote of a cell", line(at(p))), at(p),
                           at(p) + 1, line(at(p)), "a quote inside a quoted cell is written twice");
      } else {
        while (p < end && !stops[static_cast<unsigned char>(*p)]) ++p;
        to = p;
        while (to > from && blank(to[-1])) --to;
      }
      cell(from, to);
      if (p < end && *p == delimiter) {
        ++p;
        continue;
      }
      end_row(p);
      if (p < end && *p == '\r') ++p;
      if (p < end && *p == '\n') ++p;
      break;
    }
  }
  if (header_.empty()) throw CsvFailure("empty-table", where + "the table is empty: no header", 0, 0, 1);
  cells_.shrink_to_fit();
}

std::size_t Csv::column(std::string_view name) const {
  const auto it = std::find(columns_.begin(), columns_.end(), name);
  return it == columns_.end() ? npos : static_cast<std::size_t>(it - columns_.begin());
}

std::string_view Csv::bare(Place place) const {
  return std::string_view(text_).substr(place.begin, place.end - place.begin);
}

bool Csv::is_code(std::string_view cell) const {
  return cell.empty() || std::find(missing_.begin(), missing_.end(), cell) != missing_.end();
}

std::string Csv::cell(std::size_t row, std::size_t column) const {
  const std::string_view raw = bare(place(row, column));
  std::string out = raw.starts_with('"') ? unquote(raw) : std::string(raw);
  if (is_code(out)) out.clear();
  return out;
}

bool Csv::is_missing(std::size_t row, std::size_t column) const {
  const std::string_view raw = bare(place(row, column));
  return raw.starts_with('"') ? is_code(unquote(raw)) : is_code(raw);
}

bool Csv::number(std::size_t row, std::size_t column, double& out) const {
  std::string_view raw = bare(place(row, column));
  std::string unquoted;
  if (raw.starts_with('"')) {
    unquoted = unquote(raw);
    raw = unquoted;
    while (!raw.empty() && blank(raw.front())) raw.remove_prefix(1);
    while (!raw.empty() && blank(raw.back())) raw.remove_suffix(1);
  }
  if (is_code(raw)) {
    out = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  if (raw.size() > 1 && raw.front() == '+' && raw[1] != '-') raw.remove_prefix(1);
  const auto [stop, error] = std::from_chars(raw.data(), raw.data() + raw.size(), out);
  // "nan" is nobody's number: a missing code has to be named.
  return error == std::errc() && stop == raw.data() + raw.size() && !std::isnan(out);
}

std::uint32_t Csv::line(std::uint32_t offset) const { return line_of(text_, offset); }

}  // namespace rgx::engine
