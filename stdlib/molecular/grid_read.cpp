// The numbers of a grid.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/plain_text.hpp"
#include "stdlib/molecular/decimal.hpp"
#include "stdlib/molecular/grid_scan.hpp"

namespace rgx::stdlib {

using engine::CsvFailure;
using engine::of_path;
using engine::ParallelFor;

using grid::piece;

void Grid::fail(const Defect& defect) const {
  const std::string where = of_path(path_);
  const std::uint32_t line = engine::line_of(text_, defect.begin);
  const auto begin = static_cast<std::uint32_t>(defect.begin), end = static_cast<std::uint32_t>(defect.end);
  const std::string code = defect.code;
  if (code == "ragged-row")
    throw CsvFailure(
        code, where + fmt::format("line {} has {} cells, the header has {}", line, defect.cells, header_.size()), begin,
        end, line, "a cell that holds the delimiter must stand in quotes; an empty cell still needs its delimiter");
  if (code == "open-quote")
    throw CsvFailure(code, where + fmt::format("line {}: a quote is not closed", line), begin, end, line);
  if (code == "text-after-quote")
    throw CsvFailure(code, where + fmt::format("line {}: text follows the closing quote of a cell", line), begin, end,
                     line, "a quote inside a quoted cell is written twice");
  const std::string cell = text_of(std::string_view(text_).substr(defect.begin, defect.end - defect.begin));
  throw CsvFailure(code,
                   "`" + cell + "` is no number (`" + path_ + "`, line " + std::to_string(line) + ", column `" +
                       header_.at(defect.column) + "`)",
                   begin, end, line);
}

std::size_t Grid::block_count() const {
  if (lines_.empty()) return 0;
  return std::min(lines_.size(), 4 * ((lines_.back().end - lines_.front().begin) / piece) + 1);
}

// on_row(block, row) for the rows of each block, in order within a block; false leaves the block.
template <class OnRow>
void Grid::blocks(const ParallelFor& parallel, OnRow&& on_row) const {
  const std::size_t parts = block_count();
  parallel(parts, [&](std::size_t i) {
    for (std::size_t r = lines_.size() * i / parts; r < lines_.size() * (i + 1) / parts; ++r)
      if (!on_row(i, r)) return;
  });
}

void Grid::read(const std::vector<std::size_t>& row_at, const std::vector<std::size_t>& column_at, double* out,
                const ParallelFor& parallel) const {
  // Where the number of a header column goes within a row.
  std::vector<std::size_t> to(header_.size(), nowhere);
  for (std::size_t c = 0; c < header_.size(); ++c)
    if (roles_[c] == Role::number) to[c] = column_at[place_[c]];
  const bool check_codes = codes_look_like_numbers_;
  struct Store {
    const Grid& grid;
    const std::vector<std::size_t>& to;
    double* row;
    bool used, check_codes;
    const char* fast(std::size_t cell, const char* from, const char* end) const {
      if (cell >= to.size() || to[cell] == nowhere || !used) {
        // Not looked at; a quote is, for it may hide a delimiter.
        if (grid.layout_.quotes && from < end && *from == '"') return nullptr;
        const auto* found =
            static_cast<const char*>(std::memchr(from, grid.layout_.delimiter, static_cast<std::size_t>(end - from)));
        return found != nullptr ? found : end;
      }
      double value = 0;
      const char* const stop = simple_decimal(from, value);
      if (stop == nullptr || (stop != end && *stop != grid.layout_.delimiter)) return nullptr;
      if (check_codes && grid.is_code(std::string_view(from, static_cast<std::size_t>(stop - from)))) return nullptr;
      row[to[cell]] = value;
      return stop;
    }
    bool slow(std::size_t cell, const char* from, const char* stop) const {
      if (cell >= to.size() || to[cell] == nowhere || !used) return true;
      return grid.number(from, stop, row[to[cell]]);
    }
  };
  std::vector<std::optional<Defect>> first(block_count());
  blocks(parallel, [&](std::size_t block, std::size_t r) {
    const bool used = row_at[r] != nowhere;
    Store store{*this, to, used ? out + row_at[r] : nullptr, used, check_codes};
    auto defect = scan_row(lines_[r], store);
    if (!defect) return true;
    first[block] = std::move(defect);
    return false;
  });
  for (const auto& defect : first)
    if (defect) fail(*defect);
}

Grid::Odd Grid::odd(const ParallelFor& parallel) const {
  struct Look {
    const Grid& grid;
    std::size_t count = 0;
    const char *begin = nullptr, *end = nullptr;
    const char* fast(std::size_t cell, const char* from, const char* stop) const {
      if (cell >= grid.roles_.size() || grid.roles_[cell] != Role::number) return nullptr;
      double value = 0;
      const char* const p = simple_decimal(from, value);
      return p != nullptr && (p == stop || *p == grid.layout_.delimiter) ? p : nullptr;
    }
    bool slow(std::size_t cell, const char* from, const char* stop) {
      if (cell >= grid.roles_.size() || grid.roles_[cell] != Role::number) return true;
      double value = 0;
      if (grid.number(from, stop, value) && !std::isinf(value)) return true;
      if (count++ == 0) begin = from, end = stop;
      return true;
    }
  };
  std::vector<std::optional<Defect>> defects(block_count());
  std::vector<Look> found(block_count(), Look{*this});
  blocks(parallel, [&](std::size_t block, std::size_t r) {
    auto defect = scan_row(lines_[r], found[block]);
    if (!defect) return true;
    defects[block] = std::move(defect);
    return false;
  });
  Odd out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (defects[i]) fail(*defects[i]);
    if (out.count == 0 && found[i].count > 0) {
      out.begin = static_cast<std::size_t>(found[i].begin - text_.data());
      out.end = static_cast<std::size_t>(found[i].end - text_.data());
      out.cell = text_of(std::string_view(found[i].begin, static_cast<std::size_t>(found[i].end - found[i].begin)));
    }
    out.count += found[i].count;
  }
  return out;
}

}  // namespace rgx::stdlib
