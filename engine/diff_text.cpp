// What `rgx diff` prints: text, cut where it would be long, and JSON, complete.
#include <fmt/format.h>

#include <algorithm>

#include "engine/diff.hpp"

namespace rgx::engine {
namespace {

constexpr std::size_t most = 20;  // lines of a list

std::string more(std::size_t n, const char* what) {
  return n <= most ? std::string() : fmt::format("  … and {} more {} (all with --json)\n", n - most, what);
}

// `was auc (default), is rank_biserial (written)`
std::string from_to(const Change& c, bool parameter) {
  const auto side = [&](const std::string& value, bool written) {
    return value.empty() ? std::string("not set") : parameter ? value + (written ? " (written)" : " (default)") : value;
  };
  return fmt::format("was {}, is {}", side(c.was, c.was_written), side(c.is, c.is_written));
}

std::string section(const char* heading, const std::vector<Change>& changes, bool parameter) {
  if (changes.empty()) return {};
  std::string out = fmt::format("{} ({})\n", heading, changes.size());
  for (std::size_t i = 0; i < std::min(most, changes.size()); ++i) {
    const Change& c = changes[i];
    out += c.what.empty() ? fmt::format("  `{}`: ", c.where) : fmt::format("  `{}`: `{}` ", c.where, c.what);
    const bool whole = parameter && c.what.empty();  // a block
    if (c.was.empty() && (!parameter || whole))
      out += fmt::format("is new: {}\n", c.is);
    else if (c.is.empty() && (!parameter || whole))
      out += fmt::format("is gone: {}\n", c.was);
    else
      out += from_to(c, parameter) + "\n";
  }
  return out + more(changes.size(), "of them");
}

std::string steps_text(const std::vector<Change>& steps) {
  if (steps.empty()) return {};
  std::string out = fmt::format("steps of the graph on one side only ({})\n", steps.size());
  for (std::size_t i = 0; i < std::min(most, steps.size()); ++i)
    out += fmt::format("  `{}`: {} in the first run, {} in the second\n", steps[i].where,
                       steps[i].was.empty() ? "0" : steps[i].was, steps[i].is.empty() ? "0" : steps[i].is);
  return out + more(steps.size(), "of them");
}

std::string names(const std::vector<std::string>& all) {
  constexpr std::size_t few = 4;
  std::string out;
  for (std::size_t i = 0; i < std::min(few, all.size()); ++i) out += fmt::format("{}`{}`", i > 0 ? ", " : "", all[i]);
  return all.size() > few ? out + fmt::format(" and {} more", all.size() - few) : out;
}

std::string table_text(const TableChange& t) {
  if (!t.detail.empty()) return fmt::format("  {} {}\n", t.file, t.detail);
  if (t.layout_only()) return fmt::format("  {}: the same values, laid out otherwise\n", t.file);
  std::string what;
  const auto say = [&](const std::string& text) { what += (what.empty() ? "" : "; ") + text; };
  const auto count = [](std::size_t n, const char* one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); };
  if (!t.numbers.empty()) say(count(t.numbers.size(), "number") + " moved");
  if (!t.cells.empty()) say(count(t.cells.size(), "other cell") + " changed");
  for (const auto& [list, side] : {std::pair{&t.columns_only_a, "columns in the first run only"},
                                   {&t.columns_only_b, "columns in the second only"},
                                   {&t.rows_only_a, "rows in the first run only"},
                                   {&t.rows_only_b, "rows in the second only"}})
    if (!list->empty()) say(fmt::format("{}: {}", side, names(*list)));
  if (t.reordered) say("another order");
  return fmt::format("  {}: {}\n", t.file, what);
}

Json change_json(const Change& c, bool parameter) {
  const auto value = [](const std::string& v) { return v.empty() ? Json() : Json(v); };
  Json out{{"where", c.where}, {"was", value(c.was)}, {"is", value(c.is)}};
  if (!c.what.empty()) out["what"] = c.what;
  if (!parameter) return out;
  out["was_written"] = c.was_written;
  out["is_written"] = c.is_written;
  return out;
}

Json changes_json(const std::vector<Change>& changes, bool parameter = false) {
  Json out = Json::array();
  for (const auto& c : changes) out.push_back(change_json(c, parameter));
  return out;
}

Json table_json(const TableChange& t) {
  Json cells = Json::array();
  for (const auto& c : t.cells) cells.push_back({{"row", c.row}, {"column", c.column}, {"was", c.was}, {"is", c.is}});
  return {{"file", t.file},
          {"detail", t.detail},
          {"keys", t.keys},
          {"columns_only_in_first", t.columns_only_a},
          {"columns_only_in_second", t.columns_only_b},
          {"rows_only_in_first", t.rows_only_a},
          {"rows_only_in_second", t.rows_only_b},
          {"reordered", t.reordered},
          {"numbers", t.numbers.size()},
          {"cells", cells}};
}

}  // namespace

std::string to_text(const Difference& d, const std::string& a, const std::string& b) {
  if (!d.any()) return "no difference\n";
  std::string out = fmt::format("was: {}\nis:  {}\n", a, b);
  out += section("inputs", d.inputs, false);
  out += section("parameters", d.parameters, true);
  out += section("operation versions", d.operations, false);
  out += section("rgx, libraries, instruction set", d.platform, false);
  out += steps_text(d.steps);
  if (!d.tables.empty()) {
    out += fmt::format("tables ({})\n", d.tables.size());
    for (std::size_t i = 0; i < std::min(most, d.tables.size()); ++i) out += table_text(d.tables[i]);
    out += more(d.tables.size(), "of them");
  }
  std::size_t cells = 0;
  std::string lines;
  for (const auto& t : d.tables)
    for (const auto& c : t.cells)
      if (cells++ < most)
        lines += fmt::format("  {}: `{}` of {}: was {}, is {}\n", c.table, c.column, c.row,
                             c.was.empty() ? "empty" : c.was, c.is.empty() ? "empty" : c.is);
  if (cells > 0) out += fmt::format("other cells ({})\n", cells) + lines + more(cells, "cells");
  if (d.numbers.empty()) return out;
  out += fmt::format("numbers that moved ({}), largest relative difference first\n", d.numbers.size());
  for (std::size_t i = 0; i < std::min(most, d.numbers.size()); ++i) {
    const auto& n = d.numbers[i];
    out += fmt::format("  {}: `{}` of {}: was {}, is {}, relative {:.3g}\n", n.table, n.column, n.row, shortest(n.was),
                       shortest(n.is), n.relative);
  }
  return out + more(d.numbers.size(), "numbers");
}

Json to_json(const Difference& d) {
  Json tables = Json::array(), numbers = Json::array();
  for (const auto& t : d.tables) tables.push_back(table_json(t));
  for (const auto& n : d.numbers)
    numbers.push_back({{"table", n.table},
                       {"row", n.row},
                       {"column", n.column},
                       {"was", n.was},
                       {"is", n.is},
                       {"relative_difference", n.relative}});
  return {{"differs", d.any()},
          {"inputs", changes_json(d.inputs)},
          {"parameters", changes_json(d.parameters, true)},
          {"operations", changes_json(d.operations)},
          {"platform", changes_json(d.platform)},
          {"steps", changes_json(d.steps)},
          {"recipe", d.recipe},
          {"tables", tables},
          {"numbers", numbers}};
}

}  // namespace rgx::engine
