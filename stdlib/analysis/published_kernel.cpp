// Numbers that a rerun has to meet, found in the results and judged by the printed digits or a tolerance.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "engine/condition_json.hpp"
#include "engine/second_stage.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/sources/cohort_cells.hpp"

namespace rgx::stdlib {

using engine::Bundle;
using engine::Cohort;
using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

using Path = std::vector<std::string>;

// The table of a compare or associate block within the bundle of its family.
const Table& results_of(const Bundle& bundle, const std::string& block) {
  const auto found = bundle.tables.find(block);
  if (found == bundle.tables.end()) throw Failure("unknown-name", "no result table of `" + block + "`");
  return found->second;
}

// Texts between block and column name the row: the feature, the outcome, the term, in any order.
std::size_t row_of(const Table& table, const Path& keys, const std::string& text) {
  std::optional<std::size_t> found;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string& term = table.at("term").texts[r];
    const bool all = std::all_of(keys.begin(), keys.end(), [&](const std::string& key) {
      return table.columns[0].cell(r) == key || table.columns[1].cell(r) == key || (!key.empty() && term == key);
    });
    // Pairs of a second stage are meant only where their term is named.
    if (!all || (engine::is_second_stage(table, r) && std::find(keys.begin(), keys.end(), term) == keys.end()))
      continue;
    if (found) throw Failure("ambiguous", "`" + text + "` names several rows");
    found = r;
  }
  if (!found) throw Failure("unknown-name", "`" + text + "` names no row of the result");
  return *found;
}

double number_at(const Table& table, const std::string& column, std::size_t row) {
  const Column& c = table.at(column);
  if (c.kind != Column::Kind::number) throw Failure("wrong-type", "column `" + column + "` holds no numbers");
  return c.numbers.at(row);
}

// codeletion.auc, genes["EGFR"].auc, codeletion.auc.ci_low
double of_model(const Bundle& bundle, const Path& rest, const std::string& text) {
  const Table& metrics = bundle.tables.at("metrics");
  if (rest.empty()) throw Failure("unknown-name", "`" + text + "` names no metric");
  std::string metric = rest[0];
  std::size_t next = 1;
  if (metric == "apparent" && rest.size() > 1) metric = "apparent." + rest[next++];
  const auto& names = metrics.at("metric").texts;
  const auto at = std::find(names.begin(), names.end(), metric);
  if (at == names.end()) throw Failure("unknown-name", "`" + text + "`: the model gives no metric `" + metric + "`");
  return number_at(metrics, next < rest.size() ? rest[next] : "estimate", static_cast<std::size_t>(at - names.begin()));
}

// Of a map too large to list only the rows with q up to its level are all there, so that nothing else can be counted.
// How many pairs have a p, where `block` is one; else 0.
double tested_of_map(const Bundle& bundle, const std::string& block, const lang::Condition& condition) {
  const auto histogram = bundle.tables.find(block + ".histogram");
  if (histogram == bundle.tables.end()) return 0;
  const bool below =
      condition.op == lang::Condition::Op::compare &&
      (condition.compare == lang::Condition::Compare::lt || condition.compare == lang::Condition::Compare::le) &&
      condition.column.substr(condition.column.rfind('.') + 1) == "q" && condition.numbers.size() == 1 &&
      condition.numbers[0] && *condition.numbers[0] <= bundle.meta.value("level", 0.0);
  if (!below)
    throw Failure("not-built",
                  "`" + block + "` is a map too large to list, and what is counted of it is q up to its level",
                  "write `count(" + block + ".q < 5 %)`");
  double out = 0;
  for (std::size_t r = 0; r < histogram->second.rows(); ++r)
    if (histogram->second.at("reason").is_missing(r)) out += histogram->second.at("count").numbers[r];
  return out;
}

// Rows (or subjects) that meet the condition, and how many there are that can be judged.
std::pair<double, double> count_rows(const engine::Artifact& from, const std::string& block, const Json& value) {
  auto condition = engine::condition_from_json(value.at("condition"));
  std::size_t all = 0, met = 0, rows = 0;
  const Table* table = nullptr;
  const Cohort* cohort = std::get_if<Cohort>(&from.payload());
  if (cohort == nullptr) table = &results_of(from.as<Bundle>(), block);
  rows = cohort != nullptr ? cohort->subjects.size() : table->rows();
  for (std::size_t r = 0; r < rows; ++r) {
    if (table != nullptr && engine::is_second_stage(*table, r)) continue;
    const auto held = lang::evaluate(condition, [&](const std::string& name, bool) {
      const auto dot = name.rfind('.');
      const std::string column = dot == std::string::npos ? name : name.substr(dot + 1);
      return cohort != nullptr ? cell_of(*cohort, column, r) : table->at(column).cell(r);
    });
    if (!held) continue;
    ++all;
    met += *held;
  }
  if (cohort == nullptr)
    if (const double tested = tested_of_map(from.as<Bundle>(), block, condition); tested > 0)
      return {static_cast<double>(met), tested};
  return {static_cast<double>(met), static_cast<double>(all)};
}

double find_value(const Context& context, const Json& value) {
  const Path path = value.at("path").get<Path>();
  const std::string text = value.at("text").get<std::string>();
  const auto& blocks = context.params.at("blocks");
  const auto results = context.all("result");
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const std::string name = blocks[i].get<std::string>();
    Path rest(path.begin() + 1, path.end());
    const engine::Artifact& artifact = *results.at(i);
    if (name != path[0]) {
      if (rest.empty() || name != path[0] + "[" + rest[0] + "]") continue;
      rest.erase(rest.begin());
    }
    if (value.contains("call")) {
      if (!value.contains("condition")) {
        if (const auto* cohort = std::get_if<Cohort>(&artifact.payload()))
          return static_cast<double>(cohort->subjects.size());
        const Table& table = results_of(artifact.as<Bundle>(), name);
        std::size_t rows = 0;
        for (std::size_t r = 0; r < table.rows(); ++r) rows += !engine::is_second_stage(table, r);
        return static_cast<double>(rows);
      }
      const auto [met, all] = count_rows(artifact, name, value);
      return value["call"] == "share" ? met / all : met;
    }
    if (std::holds_alternative<Cohort>(artifact.payload()))
      throw Failure("unknown-name", "`" + text + "`: a cohort gives numbers by `count(…)` and `share(…)`");
    const auto& bundle = artifact.as<Bundle>();
    if (bundle.tables.contains("metrics")) return of_model(bundle, rest, text);
    if (rest.empty()) throw Failure("unknown-name", "`" + text + "` names no column");
    const Table& table = results_of(bundle, name);
    const Path keys(rest.begin(), rest.end() - 1);
    return number_at(table, rest.back(), row_of(table, keys, text));
  }
  throw Failure("unknown-name", "`" + text + "` names no result of this study");
}

struct Verdict {
  bool met = false;
  std::string tolerance;
};

// 0.000001 as 0.0001, not as 9.999999999999999e-05.
std::string percent(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", 100 * fraction);
  return text;
}

Verdict judge(double found, const Json& value) {
  const double expected = value.at("expected").get<double>();
  const double gap = std::abs(found - expected);
  if (value.contains("digits")) {
    // Rounded to the printed digits; the half step is widened by what a double loses near it.
    const double half = 0.5 * std::pow(10.0, -value["digits"].get<int>());
    return {gap <= half * (1 + 1e-9), "digits " + std::to_string(value["digits"].get<int>())};
  }
  if (value.contains("tolerance_relative")) {
    const double t = value["tolerance_relative"].get<double>();
    return {gap <= t * std::abs(expected), percent(t) + " %"};
  }
  const double t = value.value("tolerance", 0.0);
  return {gap <= t + 1e-12 * std::abs(expected), engine::shortest(t)};
}

}  // namespace

engine::Output published_kernel(const Context& context) {
  std::vector<std::string> names, tolerances, verdicts, sources;
  std::vector<double> expected, found;
  for (const auto& value : context.params.at("values")) {
    const double number = find_value(context, value);
    const Verdict verdict = std::isnan(number) ? Verdict{} : judge(number, value);
    names.push_back(value.at("text").get<std::string>());
    expected.push_back(value.at("expected").get<double>());
    found.push_back(number);
    tolerances.push_back(verdict.tolerance);
    verdicts.emplace_back(verdict.met ? "met" : "missed");
    const std::string where = value.value("where", "");
    sources.push_back(value.at("source").get<std::string>() + (where.empty() ? "" : ", " + where));
  }
  Table table;
  table.columns = {Column::of_texts("value", names),      Column::of_numbers("expected", expected),
                   Column::of_numbers("found", found),    Column::of_texts("tolerance", tolerances),
                   Column::of_texts("verdict", verdicts), Column::of_texts("source", sources)};
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
