#include "stdlib/molecular/grid.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/plain_text.hpp"
#include "stdlib/molecular/decimal.hpp"
#include "stdlib/molecular/grid_scan.hpp"

namespace rgx::stdlib {

using engine::CsvFailure;
using engine::of_path;
using engine::ParallelFor;

using grid::blank;
using grid::piece;
using grid::unquote;

Grid::Grid(const std::string& text, GridLayout layout, std::string path, const ParallelFor& parallel)
    : text_(text), layout_(std::move(layout)), path_(std::move(path)), end_(std::min(layout_.end, text.size())) {
  const std::size_t parts = text_.size() / piece + 1;
  std::vector<char> plain(parts);
  parallel(parts, [&](std::size_t i) {
    plain[i] = engine::is_plain_ascii(std::string_view(text_).substr(i * piece, piece)) ? 1 : 0;
  });
  if (text_.size() >= std::numeric_limits<std::uint32_t>::max() ||
      std::find(plain.begin(), plain.end(), 0) != plain.end())
    engine::require_plain_text(text_, path_);
  for (const auto& code : layout_.missing)
    codes_look_like_numbers_ |= !code.empty() && std::strchr("+-.0123456789", code.front()) != nullptr;
  read_header();
  find_rows(parallel);
  name_rows();
}

bool Grid::is_code(std::string_view cell) const {
  return cell.empty() || std::find(layout_.missing.begin(), layout_.missing.end(), cell) != layout_.missing.end();
}

std::string Grid::text_of(std::string_view raw) const {
  std::string out = layout_.quotes && raw.starts_with('"') ? unquote(raw) : std::string(raw);
  if (is_code(out)) out.clear();
  return out;
}

bool Grid::number(const char* from, const char* to, double& out) const {
  std::string_view raw(from, static_cast<std::size_t>(to - from));
  std::string unquoted;
  if (layout_.quotes && raw.starts_with('"')) {
    unquoted = unquote(raw);
    raw = unquoted;
    while (!raw.empty() && blank(raw.front())) raw.remove_prefix(1);
    while (!raw.empty() && blank(raw.back())) raw.remove_suffix(1);
  }
  if (is_code(raw)) {
    out = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  return decimal(raw, out);
}

namespace {

// Cells as places.
struct Places {
  std::vector<std::pair<const char*, const char*>> cells;
  const char* fast(std::size_t, const char*, const char*) { return nullptr; }
  bool slow(std::size_t, const char* from, const char* to) {
    cells.emplace_back(from, to);
    return true;
  }
};

}  // namespace

void Grid::read_header() {
  const char* const base = text_.data();
  const char* p = base + layout_.begin;
  const char* const end = base + end_;
  if (layout_.begin == 0 && text_.starts_with("\xEF\xBB\xBF")) p += 3;
  // The header is the first line with something in it; quoted names may hold ends of lines.
  Row line;
  while (true) {
    if (p >= end) throw CsvFailure("empty-table", of_path(path_) + "the table is empty: no header", 0, 0, 1);
    const char* q = p;
    while (q < end && *q != '\n' && *q != '\r') ++q;
    while (layout_.quotes && q < end && grid::ends_in_quotes(p, q, layout_.delimiter)) {
      ++q;
      while (q < end && *q != '\n' && *q != '\r') ++q;
    }
    line = {static_cast<std::size_t>(p - base), static_cast<std::size_t>(q - base)};
    const bool empty = grid::nothing_in(p, q);
    p = q;
    if (p < end && *p == '\r') ++p;
    if (p < end && *p == '\n') ++p;
    if (!empty) break;
  }
  body_ = static_cast<std::size_t>(p - base);
  Places places;
  if (const auto defect = scan_row(line, places)) fail(*defect);
  std::size_t id = 0, second = nowhere;
  for (const auto& [from, to] : places.cells) {
    const std::string_view raw(from, static_cast<std::size_t>(to - from));
    header_.push_back(layout_.quotes && raw.starts_with('"') ? unquote(raw) : std::string(raw));
  }
  const auto named = [&](const std::string& name) {
    const auto found = std::find(header_.begin(), header_.end(), name);
    return found == header_.end() ? nowhere : static_cast<std::size_t>(found - header_.begin());
  };
  if (!layout_.id.empty()) id = named(layout_.id);
  if (!layout_.second_id.empty()) second = named(layout_.second_id);
  if (id == nowhere) throw UnknownId("no column `" + layout_.id + "` in `" + path_ + "`", header_);
  for (std::size_t c = 0; c < header_.size(); ++c) {
    const bool dropped = (c > id && c <= id + layout_.dropped_behind_id) ||
                         std::find(layout_.dropped.begin(), layout_.dropped.end(), header_[c]) != layout_.dropped.end();
    roles_.push_back(c == id ? Role::name : c == second ? Role::second_name : dropped ? Role::none : Role::number);
    place_.push_back(columns_.size());
    if (roles_.back() == Role::number)
      columns_.push_back({header_[c], static_cast<std::size_t>(places.cells[c].first - base),
                          static_cast<std::size_t>(places.cells[c].second - base)});
  }
}

namespace {

// The cells that name a row; what stands behind the last of them is not looked at.
struct NameCells {
  std::size_t id, second, last;
  const char *from = nullptr, *to = nullptr, *from2 = nullptr, *to2 = nullptr;
  const char* fast(std::size_t cell, const char*, const char* end) const { return cell > last ? end : nullptr; }
  bool slow(std::size_t cell, const char* begin, const char* stop) {
    if (cell == id) from = begin, to = stop;
    if (cell == second) from2 = begin, to2 = stop;
    return true;
  }
};

}  // namespace

void Grid::name_rows() {
  const auto place_of = [&](Role role) {
    const auto found = std::find(roles_.begin(), roles_.end(), role);
    return found == roles_.end() ? nowhere : static_cast<std::size_t>(found - roles_.begin());
  };
  const std::size_t id = place_of(Role::name), second = place_of(Role::second_name);
  lines_.erase(lines_.begin(),
               lines_.begin() + static_cast<std::ptrdiff_t>(std::min(layout_.dropped_rows, lines_.size())));
  rows_.reserve(lines_.size());
  const auto name = [&](const char* from, const char* to) {
    if (from == nullptr) return Name{};
    const auto begin = static_cast<std::size_t>(from - text_.data());
    const auto size = static_cast<std::size_t>(to - from);
    return Name{text_of(std::string_view(from, size)), begin, begin + size};
  };
  for (const Row& line : lines_) {
    NameCells cells{id, second, second == nowhere ? id : std::max(id, second)};
    static_cast<void>(scan_row(line, cells));  // a defect of the row is for `read` to tell, with its cells counted
    Name first = name(cells.from, cells.to);
    if (first.text.empty() && cells.from2 != nullptr) {
      Name other = name(cells.from2, cells.to2);
      if (!other.text.empty()) first = std::move(other);
    }
    if (first.end == 0) first.begin = line.begin, first.end = line.end;
    rows_.push_back(std::move(first));
  }
}

void Grid::rename_columns(const std::vector<std::string>& names) {
  for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].text = names.at(c);
}

}  // namespace rgx::stdlib
