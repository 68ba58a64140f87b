// A table of features scored or computed elsewhere, joined to the cohort by id.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "lang/condition.hpp"
#include "stdlib/analysis/frame.hpp"
#include "stdlib/sources/operations.hpp"
#include "stdlib/sources/read_table.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Csv;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct Rule {
  std::string type;  // numeric, nominal, ordinal, ignore; "" where nothing was declared
  std::vector<std::string> levels;
};

// The last rule that names the column; a pattern with `*` names several.
Rule rule_of(const Json& rules, const std::string& column) {
  Rule out;
  for (const auto& r : rules)
    if (matches(r.at("column").get<std::string>(), column))
      out = {r.at("type").get<std::string>(), r.value("levels", std::vector<std::string>{})};
  return out;
}

[[noreturn]] void fail(const Csv& csv, const std::string& path, std::size_t row, std::size_t column,
                       const std::string& code, const std::string& message, const std::string& help) {
  Failure failure(code,
                  message + " (`" + path + "`, line " + std::to_string(csv.line(csv.place(row, column).begin)) +
                      ", column `" + csv.columns()[column] + "`)",
                  help);
  failure.file = path;
  throw failure;
}

struct Import {
  const Csv& csv;
  const std::string& path;
  std::vector<std::size_t> rows;      // of the cohort's units, npos: not in the table
  std::vector<std::string> subjects;  // of each unit
  Table out;

  void missing(std::size_t i, const std::string& column, const std::string& reason) {
    out.missing.push_back({subjects[i], column, reason});
  }
  void numbers(std::size_t column, const std::string& name) {
    std::vector<double> values(rows.size(), kMissing);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == Csv::npos)
        missing(i, name, "not in the table");
      else if (!csv.number(rows[i], column, values[i]))
        fail(csv, path, rows[i], column, "not-a-number", "`" + csv.cell(rows[i], column) + "` is no number",
             "declare the column `nominal`, `ordinal` or `ignore`, or name the cell in `missing: […]`");
      else if (std::isnan(values[i]))
        missing(i, name, "empty or missing code");
    }
    out.columns.push_back(Column::of_numbers(name, values));
    out.meta["kinds"][name] = {{"type", "numeric"}};
  }
  void ordinal(std::size_t column, const std::string& name, const std::vector<std::string>& levels) {
    std::vector<double> values(rows.size(), kMissing);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == Csv::npos) {
        missing(i, name, "not in the table");
        continue;
      }
      const std::string cell = csv.cell(rows[i], column);
      if (cell.empty()) {
        missing(i, name, "empty or missing code");
        continue;
      }
      for (std::size_t l = 0; l < levels.size(); ++l)
        if (lang::same_value(cell, levels[l])) values[i] = static_cast<double>(l) + 1;
      if (std::isnan(values[i]))
        fail(csv, path, rows[i], column, "unlisted-level", "`" + cell + "` is no declared level of `" + name + "`",
             "add it to `levels: […]`, or name it in `missing: […]`");
    }
    out.columns.push_back(Column::of_numbers(name, values));
    out.meta["kinds"][name] = {{"type", "ordinal"}, {"levels", levels}};
  }
  // Levels of a category are those of the cohort's cases, numbers before texts, each in order.
  void nominal(std::size_t column, const std::string& name) {
    std::vector<std::string> texts(rows.size());
    std::set<std::pair<double, std::string>> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == Csv::npos) {
        missing(i, name, "not in the table");
        continue;
      }
      texts[i] = csv.cell(rows[i], column);
      double number = kMissing;
      if (texts[i].empty()) {
        missing(i, name, "empty or missing code");
        continue;
      }
      const bool numeric = csv.number(rows[i], column, number);
      if (numeric) texts[i] = engine::shortest(number);  // `1` meets `1.0`
      found.emplace(numeric ? number : std::numeric_limits<double>::infinity(), texts[i]);
    }
    std::vector<std::string> levels;
    for (const auto& [number, text] : found) levels.push_back(text);
    out.columns.push_back(Column::of_texts(name, texts));
    out.meta["kinds"][name] = {{"type", "nominal"}, {"levels", levels}};
  }
};

// Row of each key: the id, then the key of each level. Throws Failure "duplicate-key" with both lines.
std::map<UnitKey, std::size_t> rows_by_key(const Csv& csv, std::size_t id, const std::vector<std::size_t>& keys,
                                           const IdRule& rule, const std::string& path) {
  std::map<UnitKey, std::size_t> out;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    if (csv.is_missing(r, id)) continue;
    UnitKey key{rule(csv.cell(r, id))};
    for (const std::size_t k : keys) key.push_back(csv.cell(r, k));
    const auto [at, fresh] = out.emplace(key, r);
    if (!fresh)
      fail(csv, path, r, id, "duplicate-key",
           "`" + text_of(key) + "` stands twice, first in line " +
               std::to_string(csv.line(csv.place(at->second, id).begin)),
           keys.empty() ? "a level tells rows of one subject apart: `level lesion: key(column, of: subject)`" : "");
  }
  return out;
}

// The rows of one id, by their keys: numbers in order of size before texts.
std::vector<std::pair<UnitKey, std::size_t>> in_order_of_keys(const std::map<UnitKey, std::size_t>& by_key,
                                                              const std::string& id) {
  std::vector<std::pair<UnitKey, std::size_t>> out;
  for (auto at = by_key.lower_bound(UnitKey{id}); at != by_key.end() && at->first.front() == id; ++at)
    out.push_back(*at);
  std::ranges::stable_sort(out, [](const auto& a, const auto& b) { return keys_before(a.first, b.first); });
  return out;
}

engine::Output import_features(const Context& context) {
  const Json& params = context.params;
  const Csv csv = read_table(context);
  const std::string& path = context.files.at(0);
  const auto& cohort = context.input("cohort").as<engine::Cohort>();
  const std::string written_id = params.value("id", "");
  const std::size_t id =
      column_of(csv, written_id.empty() ? params.at("cohort_id").get<std::string>() : written_id, path);
  const IdRule rule(params);
  // Levels of the table's rows, with the column of each key; none: one row a subject.
  std::vector<std::string> levels;
  std::vector<std::size_t> key_columns;
  const Json repeats = params.value("repeats", Json::array());
  if (!repeats.empty() && params.contains("keys"))
    throw Failure("not-built", "repeats of rows below the subject are not built yet");
  for (const auto& key : repeats.empty() ? params.value("keys", Json::array()) : repeats) {
    levels.push_back(key.at("level").get<std::string>());
    key_columns.push_back(column_of(csv, key.at("column").get<std::string>(), path));
  }
  const auto by_key = rows_by_key(csv, id, key_columns, rule, path);

  Import in{csv, path, {}, {}, {}};
  std::size_t joined = 0, absent = 0;
  std::vector<std::vector<std::string>> keys(levels.size());
  for (const auto& subject : repeats.empty() ? std::vector<std::string>{} : cohort.subjects) {
    bool any = false;
    for (const auto& [key, row] : in_order_of_keys(by_key, rule(subject))) {
      in.subjects.push_back(subject);
      in.rows.push_back(row);
      for (std::size_t l = 0; l < levels.size(); ++l) keys[l].push_back(key[l + 1]);
      any = true;
    }
    joined += any;
    absent += !any;
  }
  for (const std::size_t unit : repeats.empty() ? unit_rows(cohort, levels) : std::vector<std::size_t>{}) {
    UnitKey key = key_of(cohort.data, levels, unit);
    in.subjects.push_back(key.front());
    for (std::size_t l = 0; l < levels.size(); ++l) keys[l].push_back(key[l + 1]);
    key.front() = rule(key.front());
    const auto at = by_key.find(key);
    in.rows.push_back(at == by_key.end() ? Csv::npos : at->second);
    joined += at != by_key.end();
    absent += at == by_key.end();
  }
  if (joined == 0) {
    Failure failure("no-match",
                    "no subject of cohort `" + cohort.name + "` is in `" + path + "` (ids as `" +
                        cohort.subjects.front() + "` against `" + (csv.rows() > 0 ? csv.cell(0, id) : std::string()) +
                        "`)",
                    "`trim: \"…\"` removes a suffix, `ids: case_insensitive` folds case");
    failure.file = path;
    throw failure;
  }
  in.out.columns.push_back(Column::of_texts("subject", in.subjects));
  for (std::size_t l = 0; l < levels.size(); ++l) in.out.columns.push_back(Column::of_texts(levels[l], keys[l]));
  if (!levels.empty()) in.out.meta["levels"] = levels;
  in.out.meta["kinds"] = Json::object();
  in.out.meta["dictionary"] = Json::array();
  const bool only = params.value("only", false);
  for (std::size_t c = 0; c < csv.columns().size(); ++c) {
    const std::string& name = csv.columns()[c];
    const Rule found = rule_of(params.at("columns"), name);
    if (c == id || std::find(key_columns.begin(), key_columns.end(), c) != key_columns.end()) continue;
    if (found.type == "ignore" || (only && found.type.empty())) continue;
    if (found.type == "nominal")
      in.nominal(c, name);
    else if (found.type == "ordinal")
      in.ordinal(c, name, found.levels);
    else
      in.numbers(c, name);
    in.out.meta["dictionary"].push_back(
        {{"column", name},
         {"family", params.value("kind", "")},
         {"feature", name},
         {"tag", ""},
         {"aggregation", ""},
         {"filter", ""},
         {"unit", ""},
         {"definition", "imported, " + (found.type.empty() ? std::string("numeric") : found.type)}});
  }
  engine::Output out{std::move(in.out), {}};
  if (absent > 0)
    out.notes.push_back({"warning", "", "join-loss",
                         std::to_string(absent) + " of " + std::to_string(joined + absent) +
                             (levels.empty() || !repeats.empty() ? " subjects" : " rows") + " of `" + cohort.name +
                             "` are not in the table of `" + params.value("block", "") + "`"});
  return out;
}

}  // namespace

engine::Operation import_features_operation() {
  return engine::Declare<Json>("import_features", 1)
      .in("engine")
      .summary("reads a table of features made elsewhere and joins it to the cohort by id")
      .run([](const Json&, const Context& c) { return import_features(c); });
}

}  // namespace rgx::stdlib
