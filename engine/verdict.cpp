#include "engine/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/csv.hpp"
#include "engine/digest.hpp"

namespace rgx::engine {
namespace {

constexpr std::size_t most_moved = 100;

double relative(double p, double q) { return p == q ? 0 : std::abs(p - q) / std::max(std::abs(p), std::abs(q)); }

// A row by its first cells that are words, the way a reader would look for it.
std::string row_name(const Csv& csv, std::size_t row) {
  std::string out;
  for (std::size_t c = 0; c < csv.columns().size() && c < 4; ++c) {
    double ignored = 0;
    const std::string cell = csv.cell(row, c);
    if (!cell.empty() && !csv.number(row, c, ignored)) out += (out.empty() ? "" : ", ") + cell;
  }
  return out.empty() ? fmt::format("row {}", row + 1) : out;
}

std::string shape_difference(const Csv& a, const Csv& b) {
  if (a.columns() != b.columns()) {
    const std::set<std::string> was(a.columns().begin(), a.columns().end()), is(b.columns().begin(), b.columns().end());
    for (const auto& c : b.columns())
      if (!was.contains(c)) return fmt::format("column `{}` is new", c);
    for (const auto& c : a.columns())
      if (!is.contains(c)) return fmt::format("column `{}` is gone", c);
    return "its columns stand in another order";
  }
  if (a.rows() != b.rows()) return fmt::format("has {} rows, had {}", b.rows(), a.rows());
  return {};
}

// Numbers of a table, for the counts of one that is the same.
std::size_t numbers_of(const Csv& csv) {
  std::size_t out = 0;
  double ignored = 0;
  for (std::size_t r = 0; r < csv.rows(); ++r)
    for (std::size_t c = 0; c < csv.columns().size(); ++c)
      out += !csv.is_missing(r, c) && csv.number(r, c, ignored) ? 1U : 0U;
  return out;
}

std::string shown(const std::string& cell) { return cell.empty() ? "empty" : cell; }

}  // namespace

NumbersVerdict judge(const std::string& file, const std::string& was, const std::string& is, double tolerance) {
  NumbersVerdict v;
  v.file = file;
  v.verdict = "different";
  try {
    const Csv a(was, {});
    if (was == is) {
      v.verdict = "identical";
      v.numbers = v.identical = numbers_of(a);
      return v;
    }
    const Csv b(is, {});
    v.detail = shape_difference(a, b);
    if (!v.detail.empty()) {
      v.numbers = v.different = numbers_of(a);
      return v;
    }
    for (std::size_t r = 0; r < a.rows(); ++r)
      for (std::size_t c = 0; c < a.columns().size(); ++c) {
        const std::string x = a.cell(r, c), y = b.cell(r, c);
        double p = 0, q = 0;
        const bool was_number = !x.empty() && a.number(r, c, p), is_number = !y.empty() && b.number(r, c, q);
        v.numbers += was_number ? 1U : 0U;
        if (x == y) {
          v.identical += was_number ? 1U : 0U;
          continue;
        }
        MovedCell cell{row_name(a, r), a.columns()[c], x, y, 0, was_number && is_number};
        if (cell.number && std::isfinite(p) && std::isfinite(q)) {
          cell.relative = relative(p, q);
          v.largest_relative_difference = std::max(v.largest_relative_difference, cell.relative);
          ++(cell.relative <= tolerance ? v.equivalent : v.different);
        } else {
          cell.number = false;
          ++(was_number ? v.different : v.words);
        }
        v.moved.push_back(std::move(cell));
      }
  } catch (const CsvFailure& f) {
    v.detail = std::string("cannot be read: ") + f.what();
    return v;
  }
  std::stable_sort(v.moved.begin(), v.moved.end(), [](const MovedCell& a, const MovedCell& b) {
    return std::pair(a.number, -a.relative) < std::pair(b.number, -b.relative);
  });
  if (v.moved.empty()) v.detail = "is quoted or laid out differently";
  if (v.moved.size() > most_moved) v.moved.resize(most_moved);
  if (v.different == 0 && v.words == 0 && v.equivalent > 0) v.verdict = "equivalent";
  return v;
}

NumbersVerdict judge(const ExpectedTable& was, const std::string& is, double tolerance) {
  NumbersVerdict v;
  v.file = was.file;
  v.checked = "digest";
  v.verdict = "different";
  try {
    const Csv csv(is, {});
    if (sha256(is) == was.sha256) {
      v.verdict = "identical";
      v.numbers = v.identical = numbers_of(csv);
      return v;
    }
    if (csv.rows() != was.rows || csv.columns().size() != was.columns) {
      v.detail = fmt::format("has {} rows and {} columns, had {} and {}", csv.rows(), csv.columns().size(), was.rows,
                             was.columns);
      return v;
    }
    for (const auto& c : was.numbers) {
      const std::size_t at = csv.column(c.name);
      if (at == Csv::npos) {
        v.detail = fmt::format("column `{}` is gone", c.name);
        return v;
      }
      ExpectedColumn now{c.name, 0, 0, 0};
      for (std::size_t r = 0; r < csv.rows(); ++r)
        if (double x = 0; !csv.is_missing(r, at) && csv.number(r, at, x) && std::isfinite(x)) {
          ++now.n;
          now.mean += x;
          now.mean_of_squares += x * x;
        }
      now.mean /= static_cast<double>(std::max<std::size_t>(1, now.n));
      now.mean_of_squares /= static_cast<double>(std::max<std::size_t>(1, now.n));
      ++v.numbers;
      // A mean near nought is judged by the size of the values, not by its own.
      const double size = std::sqrt(std::max(c.mean_of_squares, now.mean_of_squares));
      const double moved = std::max(size == 0 ? 0 : std::abs(c.mean - now.mean) / size,
                                    relative(c.mean_of_squares, now.mean_of_squares));
      v.largest_relative_difference = std::max(v.largest_relative_difference, moved);
      const bool same = now.n == c.n && moved <= tolerance;
      ++(now.n == c.n && moved == 0 ? v.identical : same ? v.equivalent : v.different);
      if (moved > 0 || now.n != c.n)
        v.moved.push_back({"mean of all rows", c.name, shortest(c.mean), shortest(now.mean), moved, now.n == c.n});
    }
  } catch (const CsvFailure& f) {
    v.detail = std::string("cannot be read: ") + f.what();
    return v;
  }
  std::stable_sort(v.moved.begin(), v.moved.end(),
                   [](const MovedCell& a, const MovedCell& b) { return a.relative > b.relative; });
  if (v.moved.size() > most_moved) v.moved.resize(most_moved);
  if (rest_of(Csv(is, {}), was.numbers) != was.rest_sha256) {
    v.detail = "cells beside the numbers whose means are known differ";
  } else if (v.identical == v.numbers && v.numbers > 0) {
    v.detail = "the means are the same, the rows are not";
  } else if (v.numbers == 0)
    v.detail = "has other bytes, and the pack holds nothing more of it to compare";
  else if (v.different == 0)
    v.verdict = "equivalent";
  return v;
}

std::string to_text(const NumbersVerdict& v) {
  std::string out = fmt::format("{:<10}  {}: ", v.verdict, v.file);
  if (v.verdict == "not rerun") return out + v.detail + "\n";
  if (v.verdict == "identical")
    return out + fmt::format("{} numbers{}\n", v.numbers, v.checked == "digest" ? ", by the digest of the table" : "");
  if (!v.detail.empty()) return out + v.detail + "\n";
  std::string counts;
  const auto count = [&](std::size_t n, const char* what) {
    if (n > 0) counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", n, what);
  };
  count(v.identical, "identical");
  count(v.equivalent, "equivalent");
  count(v.different, "different");
  count(v.words, "other cells different");
  out += fmt::format("of {} {}{}", v.numbers, v.checked == "digest" ? "column means: " : "numbers: ", counts);
  if (!v.moved.empty()) {
    const MovedCell& worst = v.moved.front();
    out += fmt::format("; most of all `{}` of {}: was {}, is {}", worst.column, worst.row, shown(worst.was),
                       shown(worst.is));
    if (worst.number) out += fmt::format(" (relative {:.3g})", worst.relative);
  }
  return out + "\n";
}

Json to_json(const NumbersVerdict& v) {
  Json moved = Json::array();
  for (const auto& c : v.moved)
    moved.push_back({{"row", c.row},
                     {"column", c.column},
                     {"was", c.was},
                     {"is", c.is},
                     {"relative_difference", c.number ? Json(c.relative) : Json()}});
  return {{"file", v.file},
          {"verdict", v.verdict},
          {"checked", v.checked},
          {"declared", v.declared},
          {"numbers", v.numbers},
          {"identical", v.identical},
          {"equivalent", v.equivalent},
          {"different", v.different},
          {"other_cells_different", v.words},
          {"largest_relative_difference", v.largest_relative_difference},
          {"moved", moved},
          {"detail", v.detail}};
}

}  // namespace rgx::engine
