#include "engine/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/csv.hpp"

namespace rgx::engine {
namespace {

std::string shown(const std::string& cell) { return cell.empty() ? "empty" : cell; }

// The row by its first cells that are text, the way a reader would look for it.
std::string row_name(const Csv& csv, std::size_t row) {
  std::string out;
  for (std::size_t c = 0; c < csv.columns().size() && c < 4; ++c) {
    double ignored = 0;
    const std::string cell = csv.cell(row, c);
    if (!cell.empty() && !csv.number(row, c, ignored)) out += (out.empty() ? "" : ", ") + cell;
  }
  return out.empty() ? fmt::format("row {}", row + 1) : out;
}

}  // namespace

TableVerdict compare_tables(const std::string& file, const std::string& was, const std::string& is, double tolerance) {
  TableVerdict v{file, "identical", 0, "", 0, ""};
  if (was == is) return v;
  v.verdict = "different";
  try {
    const Csv a(was, {}), b(is, {});
    if (a.columns() != b.columns()) {
      std::set<std::string> names(a.columns().begin(), a.columns().end());
      for (const auto& c : b.columns())
        if (!names.erase(c) && v.detail.empty()) v.detail = fmt::format("column `{}` is new", c);
      if (v.detail.empty())
        v.detail =
            names.empty() ? "its columns stand in another order" : fmt::format("column `{}` is gone", *names.begin());
      return v;
    }
    if (a.rows() != b.rows()) {
      v.detail = fmt::format("has {} rows, had {}", b.rows(), a.rows());
      return v;
    }
    bool within = true;
    for (std::size_t r = 0; r < a.rows(); ++r)
      for (std::size_t c = 0; c < a.columns().size(); ++c) {
        const std::string x = a.cell(r, c), y = b.cell(r, c);
        if (x == y) continue;
        ++v.cells;
        double p = 0, q = 0;
        const bool numbers = a.number(r, c, p) && b.number(r, c, q) && std::isfinite(p) && std::isfinite(q);
        if (!numbers) {
          if (v.detail.empty()) {
            v.detail = fmt::format("is {}, was {}", shown(y), shown(x));
            v.where = fmt::format("`{}` of {}", a.columns()[c], row_name(a, r));
          }
          within = false;
          continue;
        }
        const double relative = p == q ? 0 : std::abs(p - q) / std::max(std::abs(p), std::abs(q));
        within = within && relative <= tolerance;
        if (relative <= v.largest_relative_difference) continue;
        v.largest_relative_difference = relative;
        if (v.detail.empty() || v.detail.starts_with("number"))
          v.where = fmt::format("`{}` of {}", a.columns()[c], row_name(a, r));
        if (relative > tolerance && v.detail.empty()) v.detail = "number";
      }
    if (v.detail == "number")
      v.detail = fmt::format("numbers differ by up to {:.3g} relative", v.largest_relative_difference);
    if (within && v.cells > 0) v.verdict = "equivalent";
    if (v.cells == 0) v.detail = "is quoted or laid out differently";
  } catch (const CsvFailure& f) {
    v.detail = std::string("cannot be read: ") + f.what();
  }
  return v;
}

std::string to_text(const TableVerdict& v) {
  std::string out = fmt::format("{:<10}  {}", v.verdict, v.file);
  if (v.cells > 0) out += fmt::format(": {} cells", v.cells);
  if (v.verdict == "equivalent")
    out += fmt::format(", largest relative difference {:.3g} at {}", v.largest_relative_difference, v.where);
  else if (!v.detail.empty())
    out += (v.cells > 0 ? ", " : ": ") + v.detail + (v.where.empty() ? "" : " at " + v.where);
  return out + "\n";
}

}  // namespace rgx::engine
