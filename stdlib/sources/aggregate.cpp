// Lesions to patient: one row a coarser unit from the rows below it (language.md §4).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "stdlib/analysis/frame.hpp"
#include "stdlib/sources/operations.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

double of_numbers(const std::string& how, const std::vector<double>& all) {
  std::vector<double> v;
  for (const double x : all)
    if (!std::isnan(x)) v.push_back(x);
  if (how == "count") return static_cast<double>(v.size());
  if (v.empty()) return kMissing;
  if (how == "max") return *std::max_element(v.begin(), v.end());
  if (how == "min") return *std::min_element(v.begin(), v.end());
  double sum = 0;
  for (const double x : v) sum += x;
  if (how == "sum") return sum;
  const double mean = sum / static_cast<double>(v.size());
  if (how == "mean") return mean;
  if (v.size() < 2) return kMissing;  // spread
  double squares = 0;
  for (const double x : v) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / static_cast<double>(v.size() - 1));
}

// The commonest value that is not missing, ties to the first; place in `values`, or their number.
template <class T, class Missing>
std::size_t majority(const std::vector<T>& values, const Missing& missing) {
  std::size_t best = values.size(), most = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (missing(values[i])) continue;
    const auto n = static_cast<std::size_t>(std::count(values.begin(), values.end(), values[i]));
    if (n > most) {
      most = n;
      best = i;
    }
  }
  return best;
}

struct Unit {
  UnitKey key;
  std::vector<std::size_t> rows;  // of the table
};

// The row of a unit that stands for all of them.
std::size_t chosen_row(const Table& table, const Unit& unit, const std::string& how, const Json& args) {
  if (how == "first") return unit.rows.front();
  const Column& by = table.at(args.at("by").get<std::string>());
  if (by.kind != Column::Kind::number) throw Failure("wrong-type", "`" + by.name + "` has no numbers to be largest by");
  std::size_t best = table.rows();
  for (const std::size_t r : unit.rows)
    if (!std::isnan(by.numbers[r]) && (best == table.rows() || by.numbers[r] > by.numbers[best])) best = r;
  return best;
}

// The rows of `change`: {the other, from}.
std::pair<std::size_t, std::size_t> change_rows(const Table& table, const Unit& unit, const std::string& level,
                                                const std::string& from) {
  const auto none = table.rows();
  std::pair<std::size_t, std::size_t> out{none, none};
  for (const std::size_t r : unit.rows) {
    std::size_t& place = table.at(level).texts[r] == from ? out.second : out.first;
    if (place != none)
      throw Failure("ambiguous",
                    "`" + text_of(unit.key) + "` has more than one row beside `" + from + "` to take a change to");
    place = r;
  }
  return out;
}

engine::Output aggregate(const Context& context) {
  const Table& table = context.input("table").as<Table>();
  const auto& cohort = context.input("cohort").as<engine::Cohort>();
  const std::string how = context.params.at("how").at("op").get<std::string>();
  const Json& args = context.params.at("how").at("params");
  const auto from_levels = levels_of(table);
  const auto to_levels = levels_to(cohort, context.params.at("to").get<std::string>());

  std::vector<Unit> units;
  std::map<UnitKey, std::size_t> place;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    UnitKey key = key_of(table, to_levels, r);
    const auto [at, fresh] = place.emplace(key, units.size());
    if (fresh) units.push_back({std::move(key), {}});
    units[at->second].rows.push_back(r);
  }
  std::vector<std::size_t> one(units.size(), table.rows());
  std::vector<std::pair<std::size_t, std::size_t>> change(units.size());
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (how == "first" || how == "largest") one[u] = chosen_row(table, units[u], how, args);
    if (how == "change")
      change[u] = change_rows(table, units[u], from_levels.back(), args.at("from").get<std::string>());
  }

  Table out;
  out.meta = table.meta;
  out.meta.erase("levels");
  if (!to_levels.empty()) out.meta["levels"] = to_levels;
  for (std::size_t l = 0; l <= to_levels.size(); ++l) {
    std::vector<std::string> texts;
    for (const auto& unit : units) texts.push_back(unit.key[l]);
    out.columns.push_back(Column::of_texts(l == 0 ? "subject" : to_levels[l - 1], texts));
  }
  const Json picks = context.params.value("picks", Json::array());
  for (const auto& column : table.columns) {
    if (column.name == "subject" || std::find(from_levels.begin(), from_levels.end(), column.name) != from_levels.end())
      continue;
    if (!picks.empty() && std::none_of(picks.begin(), picks.end(),
                                       [&](const Json& p) { return matches(p.get<std::string>(), column.name); }))
      continue;
    const bool text = column.kind == Column::Kind::text;
    if (text && how != "first" && how != "largest" && how != "majority" && how != "count")
      throw Failure("wrong-type", "`" + how + "` takes numbers, and `" + column.name + "` has categories",
                    "pick the columns that are numbers, or use `majority` or `first`");
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (std::size_t u = 0; u < units.size(); ++u) {
      std::vector<double> values;
      std::vector<std::string> words;
      for (const std::size_t r : units[u].rows)
        text ? words.push_back(column.texts[r]) : values.push_back(column.numbers[r]);
      if (how == "first" || how == "largest") {
        const bool none = one[u] == table.rows();
        text ? texts.push_back(none ? "" : column.texts[one[u]])
             : numbers.push_back(none ? kMissing : column.numbers[one[u]]);
      } else if (how == "majority") {
        if (text) {
          const auto at = majority(words, [](const std::string& w) { return w.empty(); });
          texts.push_back(at == words.size() ? "" : words[at]);
        } else {
          const auto at = majority(values, [](double v) { return std::isnan(v); });
          numbers.push_back(at == values.size() ? kMissing : values[at]);
        }
      } else if (how == "change") {
        const auto [other, base] = change[u];
        const bool whole = other != table.rows() && base != table.rows();
        numbers.push_back(whole ? column.numbers[other] - column.numbers[base] : kMissing);
      } else if (text) {  // count
        numbers.push_back(static_cast<double>(
            std::count_if(words.begin(), words.end(), [](const std::string& w) { return !w.empty(); })));
      } else {
        numbers.push_back(of_numbers(how, values));
      }
    }
    const bool words = text && how != "count";
    out.columns.push_back(words ? Column::of_texts(column.name, texts) : Column::of_numbers(column.name, numbers));
    if (how == "count") out.meta["kinds"][column.name] = {{"type", "numeric"}};
    for (std::size_t u = 0; u < units.size(); ++u)
      if (words ? texts[u].empty() : std::isnan(numbers[u]))
        out.missing.push_back({text_of(units[u].key), column.name, "no value in its rows"});
  }
  return {std::move(out), {}};
}

}  // namespace

engine::Operation aggregate_operation() {
  return engine::Declare<Json>("aggregate", 1)
      .in("engine")
      .summary("makes one row a coarser unit from the rows below it")
      .run([](const Json&, const Context& c) { return aggregate(c); });
}

}  // namespace rgx::stdlib
