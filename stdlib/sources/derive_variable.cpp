#include "stdlib/sources/derive_variable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/condition_json.hpp"
#include "engine/failure.hpp"
#include "stdlib/sources/cohort_cells.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Cohort;
using engine::CohortVariable;
using engine::Column;
using engine::Failure;
using engine::Json;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

const std::vector<double>& numbers_of(const Cohort& cohort, const std::string& name) {
  const auto* v = cohort.variable(name);
  if (v == nullptr) throw Failure("unknown-name", "cohort `" + cohort.name + "` declares no `" + name + "`");
  const Column& column = cohort.data.at(name);
  if (column.kind != Column::Kind::number)
    throw Failure("wrong-type", "`" + name + "` is " + v->type + ", not a number");
  return column.numbers;
}

[[noreturn]] void refuse(const Cohort& cohort, const CohortVariable& made, std::size_t row, const std::string& why) {
  throw Failure("out-of-range",
                "`" + made.name + "` of `" + text_of(key_of(cohort.data, cohort.levels, row)) + "`: " + why);
}

// log2(x, plus: c), ratio(a, b), sum(…), difference(a, b), row by row; missing where one of them is.
std::vector<double> arithmetic(const Json& how, const CohortVariable& made, const Cohort& cohort) {
  const std::string name = how.at("how").get<std::string>();
  const auto from = how.at("from").get<std::vector<std::string>>();
  std::vector<double> out = numbers_of(cohort, from.at(0));
  const double plus = how.value("plus", 0.0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (name == "log2") {
      if (out[i] + plus <= 0) refuse(cohort, made, i, "the logarithm of a number that is not above 0");
      out[i] = std::log2(out[i] + plus);
    }
    for (std::size_t k = 1; k < from.size(); ++k) {
      const double other = numbers_of(cohort, from[k])[i];
      if (name == "ratio") {
        if (other == 0) refuse(cohort, made, i, "division by 0 (`" + from[k] + "`)");
        out[i] /= other;
      } else {
        out[i] += name == "difference" ? -other : other;
      }
    }
  }
  return out;
}

// One value a unit of the variable's own level, so that a subject of many rows counts once in ranks and quantiles.
std::vector<std::size_t> own_rows(const CohortVariable& made, const Cohort& cohort, const std::vector<double>& values) {
  std::vector<std::size_t> rows = unit_rows(cohort, levels_to(cohort, made.level));
  std::erase_if(rows, [&](std::size_t r) { return std::isnan(values[r]); });
  return rows;
}

std::vector<double> ranks(const CohortVariable& made, const Cohort& cohort, const std::string& from) {
  const auto& values = numbers_of(cohort, from);
  std::vector<double> some;
  for (const std::size_t r : own_rows(made, cohort, values)) some.push_back(values[r]);
  std::sort(some.begin(), some.end());
  std::vector<double> out(values.size(), kMissing);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isnan(values[i])) continue;
    const auto [low, high] = std::equal_range(some.begin(), some.end(), values[i]);
    out[i] = 0.5 * static_cast<double>((low - some.begin()) + (high - some.begin()) + 1);  // mid-rank, from 1
  }
  return out;
}

std::vector<double> cut_points(const Json& how, const CohortVariable& made, const Cohort& cohort,
                               const std::vector<double>& values) {
  const std::string at = how.value("at", "");
  if (at.empty()) return how.at("cuts").get<std::vector<double>>();
  std::vector<double> some;
  for (const std::size_t r : own_rows(made, cohort, values)) some.push_back(values[r]);
  if (some.empty()) throw Failure("constant", "`" + made.name + "` has no values to cut");
  const int parts = at == "median" ? 2 : at == "tertiles" ? 3 : 4;
  std::sort(some.begin(), some.end());
  std::vector<double> out;
  for (int k = 1; k < parts; ++k) {
    // R's quantile, type 7.
    const double place = static_cast<double>(some.size() - 1) * k / parts;
    const auto low = static_cast<std::size_t>(place);
    const double high = some[std::min(low + 1, some.size() - 1)];
    out.push_back(some[low] + (place - static_cast<double>(low)) * (high - some[low]));
  }
  return out;
}

// Position from 1 among the parts: a value at a cut lies above it.
std::vector<double> cut(const Json& how, const CohortVariable& made, const Cohort& cohort) {
  const auto& values = numbers_of(cohort, how.at("from").at(0).get<std::string>());
  const auto points = cut_points(how, made, cohort, values);
  std::vector<double> out;
  for (const double v : values)
    out.push_back(std::isnan(v)
                      ? kMissing
                      : static_cast<double>(std::upper_bound(points.begin(), points.end(), v) - points.begin()) + 1);
  return out;
}

std::vector<std::string> combine(const Json& how, const CohortVariable& made, const Cohort& cohort) {
  const std::string from = how.at("from").at(0).get<std::string>();
  std::vector<std::string> out;
  for (std::size_t r = 0; r < cohort.data.rows(); ++r) {
    const std::string cell = cell_of(cohort, from, r);
    std::string level;
    for (const auto& group : how.at("groups"))
      for (const auto& old : group.at("of"))
        if (old.get<std::string>() == cell) level = group.at("level").get<std::string>();
    if (!cell.empty() && level.empty()) refuse(cohort, made, r, "`" + cell + "` is in no group");
    out.push_back(level);
  }
  return out;
}

std::vector<double> condition(const Json& declared, const Cohort& cohort) {
  const auto asked = engine::condition_from_json(declared.at("condition"));
  std::vector<double> out;
  for (std::size_t r = 0; r < cohort.data.rows(); ++r) {
    const auto held = lang::evaluate(asked, [&](const std::string& name, bool) { return cell_of(cohort, name, r); });
    out.push_back(held ? (*held ? 1 : 0) : kMissing);
  }
  return out;
}

}  // namespace

void derive_variable(const Json& declared, CohortVariable made, Cohort& cohort) {
  const Json& how = declared.at("derived");
  const std::string name = how.at("how").get<std::string>();
  if (name == "condition") made.levels = {"false", "true"};
  if (declared.contains("levels")) made.levels = declared.at("levels").get<std::vector<std::string>>();
  if (name == "combine")
    cohort.data.columns.push_back(Column::of_texts(made.name, combine(how, made, cohort)));
  else if (name == "condition")
    cohort.data.columns.push_back(Column::of_numbers(made.name, condition(declared, cohort)));
  else if (name == "cut")
    cohort.data.columns.push_back(Column::of_numbers(made.name, cut(how, made, cohort)));
  else if (name == "rank")
    cohort.data.columns.push_back(
        Column::of_numbers(made.name, ranks(made, cohort, how.at("from").at(0).get<std::string>())));
  else
    cohort.data.columns.push_back(Column::of_numbers(made.name, arithmetic(how, made, cohort)));
  cohort.variables.push_back(std::move(made));
}

}  // namespace rgx::stdlib
