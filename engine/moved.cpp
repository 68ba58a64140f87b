#include "engine/moved.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace rgx::engine {
namespace {

// Columns of the run's tables (interface.md) that say what a row is about. Where they do not tell the rows apart,
// numbers that stand for a place are asked in turn, then columns that may hold names (`statistic` of an `icc`, not of a
// t test).
const std::set<std::string> always{"subject", "cohort",   "feature",     "outcome", "left",   "right",
                                   "group",   "term",     "metric",      "model",   "subset", "compared_with",
                                   "effect",  "variable", "cluster",     "column",  "batch",  "component",
                                   "table",   "region",   "perturbation"};
const std::vector<std::string> places{"repeat", "fold",      "k",      "permutation",         "rank",
                                      "time",   "threshold", "recall", "false_positive_rate", "p_low"};
const std::vector<std::string> names{"value", "statistic",  "kind",     "block",    "a",
                                     "b",     "parameters", "observed", "predicted"};

bool holds_names(const Csv& csv, std::size_t column) {
  double ignored = 0;
  for (std::size_t r = 0; r < csv.rows(); ++r)
    if (!csv.is_missing(r, column) && !csv.number(r, column, ignored)) return true;
  return false;
}

std::string joined(const std::vector<std::string>& cells, char between) {
  std::string out;
  for (const auto& c : cells) out += (out.empty() ? std::string() : std::string(1, between)) + c;
  return out;
}

std::vector<std::size_t> places_of(const Csv& csv, const std::vector<std::string>& columns) {
  std::vector<std::size_t> out;
  for (const auto& c : columns) out.push_back(csv.column(c));
  return out;
}

std::vector<std::string> cells_of(const Csv& csv, std::size_t row, const std::vector<std::size_t>& columns) {
  std::vector<std::string> out;
  for (const std::size_t c : columns) out.push_back(csv.cell(row, c));
  return out;
}

bool unique_by(const Csv& csv, const std::vector<std::string>& columns) {
  std::set<std::string> seen;
  const auto at = places_of(csv, columns);
  for (std::size_t r = 0; r < csv.rows(); ++r)
    if (!seen.insert(joined(cells_of(csv, r, at), '\x1f')).second) return false;
  return true;
}

struct Row {
  std::string key;  // with its number among equal ones
  std::string name;
};

std::vector<Row> rows_of(const Csv& csv, const std::vector<std::string>& keys) {
  std::vector<Row> out;
  std::unordered_map<std::string, std::size_t> seen;
  const auto at = places_of(csv, keys);
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    std::vector<std::string> cells = cells_of(csv, r, at);
    std::string key = joined(cells, '\x1f');
    const std::size_t n = ++seen[key];
    cells.erase(std::remove(cells.begin(), cells.end(), std::string()), cells.end());
    std::string name = joined(cells, '\n');
    for (std::size_t p = name.find('\n'); p != std::string::npos; p = name.find('\n')) name.replace(p, 1, ", ");
    if (name.empty())
      name = "row " + std::to_string(r + 1);
    else if (n > 1)
      name += " (" + std::to_string(n) + ")";
    out.push_back({key + '\x1e' + std::to_string(n), std::move(name)});
  }
  return out;
}

void compare_cell(TableChange& out, const std::string& row, const std::string& column, const Csv& a, std::size_t ra,
                  std::size_t ca, const Csv& b, std::size_t rb, std::size_t cb) {
  std::string was = a.cell(ra, ca), is = b.cell(rb, cb);
  if (was == is) return;
  double p = 0, q = 0;
  const bool numbers =
      !was.empty() && !is.empty() && a.number(ra, ca, p) && b.number(rb, cb, q) && std::isfinite(p) && std::isfinite(q);
  if (!numbers)
    out.cells.push_back({out.file, row, column, std::move(was), std::move(is)});
  else if (p != q)
    out.numbers.push_back({out.file, row, column, p, q, std::abs(p - q) / std::max(std::abs(p), std::abs(q))});
}

}  // namespace

bool TableChange::layout_only() const {
  return detail.empty() && columns_only_a.empty() && columns_only_b.empty() && rows_only_a.empty() &&
         rows_only_b.empty() && !reordered && numbers.empty() && cells.empty();
}

std::vector<std::string> key_columns(const Csv& a, const Csv& b) {
  std::vector<std::string> out;
  const auto in_both = [&](const std::string& c) { return a.column(c) != Csv::npos && b.column(c) != Csv::npos; };
  for (const auto& c : a.columns())
    if (in_both(c) && always.contains(c)) out.push_back(c);
  const auto told_apart = [&] { return !out.empty() && unique_by(a, out) && unique_by(b, out); };
  for (const auto& c : places)
    if (in_both(c) && !told_apart()) out.push_back(c);
  for (const auto& c : names)
    if (in_both(c) && (holds_names(a, a.column(c)) || holds_names(b, b.column(c))) && !told_apart()) out.push_back(c);
  // A table of none of them (a consensus matrix, somebody's own): the first column where it names rows.
  if (out.empty() && !a.columns().empty() && in_both(a.columns().front()) && holds_names(a, 0))
    out.push_back(a.columns().front());
  return out;
}

TableChange compare_rows(const std::string& file, const Csv& a, const Csv& b) {
  TableChange out;
  out.file = file;
  for (const auto& c : a.columns())
    if (b.column(c) == Csv::npos) out.columns_only_a.push_back(c);
  for (const auto& c : b.columns())
    if (a.column(c) == Csv::npos) out.columns_only_b.push_back(c);
  out.keys = key_columns(a, b);
  const std::vector<Row> was = rows_of(a, out.keys), is = rows_of(b, out.keys);
  std::unordered_map<std::string, std::size_t> there;
  for (std::size_t r = 0; r < was.size(); ++r) there.emplace(was[r].key, r);
  std::vector<bool> met(was.size(), false);
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t r = 0; r < is.size(); ++r) {
    const auto at = there.find(is[r].key);
    if (at == there.end()) {
      out.rows_only_b.push_back(is[r].name);
      continue;
    }
    met[at->second] = true;
    out.reordered = out.reordered || (!pairs.empty() && at->second < pairs.back().first);
    pairs.emplace_back(at->second, r);
  }
  for (std::size_t r = 0; r < was.size(); ++r)
    if (!met[r]) out.rows_only_a.push_back(was[r].name);
  std::size_t before = 0;
  for (std::size_t ca = 0; ca < a.columns().size(); ++ca) {
    const std::size_t cb = b.column(a.columns()[ca]);
    if (cb == Csv::npos) continue;
    out.reordered = out.reordered || cb < before;
    before = cb;
    for (const auto& [ra, rb] : pairs) compare_cell(out, was[ra].name, a.columns()[ca], a, ra, ca, b, rb, cb);
  }
  return out;
}

void sort_by_size(std::vector<MovedNumber>& numbers) {
  std::stable_sort(numbers.begin(), numbers.end(), [](const MovedNumber& a, const MovedNumber& b) {
    return std::tie(b.relative, a.table, a.row, a.column) < std::tie(a.relative, b.table, b.row, b.column);
  });
}

}  // namespace rgx::engine
