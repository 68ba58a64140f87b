#include "stdlib/sources/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/groups/standardised_difference.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Cohort;
using engine::CohortVariable;
using engine::Column;
using engine::Table;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

bool in_classes(const CohortVariable& v) { return v.type != "continuous" && v.type != "survival"; }

// The class of a variable in a row of the cohort's data; nothing where it is missing.
std::optional<std::size_t> class_of(const Cohort& c, const CohortVariable& v, std::size_t row) {
  const Column& column = c.data.at(v.name);
  if (column.is_missing(row)) return std::nullopt;
  if (column.kind == Column::Kind::number) {
    const double value = column.numbers[row];
    return static_cast<std::size_t>(v.type == "ordinal" ? value - 1 : value);
  }
  const auto at = std::find(v.levels.begin(), v.levels.end(), column.texts[row]);
  if (at == v.levels.end()) return std::nullopt;
  return static_cast<std::size_t>(at - v.levels.begin());
}

double number_of(const Cohort& c, const CohortVariable& v, std::size_t row) {
  return c.data.at(v.type == "survival" ? v.name + ".time" : v.name).numbers[row];
}

// Group → rows of the cohort's data.
struct Groups {
  std::vector<std::string> names;
  std::vector<std::vector<std::size_t>> rows;
};

// The finer of two levels: its units hold one value of both variables.
std::string finer(const Cohort& c, const std::string& a, const std::string& b) {
  const auto rank = [&](const std::string& level) {
    return std::find(c.levels.begin(), c.levels.end(), level) == c.levels.end()
               ? std::size_t{0}
               : static_cast<std::size_t>(std::find(c.levels.begin(), c.levels.end(), level) - c.levels.begin()) + 1;
  };
  return rank(a) >= rank(b) ? a : b;
}

Groups groups_of(const Cohort& c, const CohortVariable* by, const std::string& level) {
  Groups out;
  const auto units = unit_rows(c, levels_to(c, level));
  if (by == nullptr) return {{""}, {units}};
  out.names = by->levels;
  out.rows.resize(by->levels.size());
  for (const std::size_t row : units)
    if (const auto group = class_of(c, *by, row); group && *group < out.rows.size()) out.rows[*group].push_back(row);
  return out;
}

struct Rows {
  std::vector<std::string> cohort, by, group, variable, type, unit, level;
  std::vector<double> n, missing, mean, sd, median, q1, q3, count, percent, smd;

  void add(const Cohort& c, const CohortVariable* grouping, const std::string& of, const CohortVariable& v,
           const std::string& at, double known, double lacking) {
    cohort.push_back(c.name);
    by.push_back(grouping == nullptr ? "" : grouping->name);
    group.push_back(of);
    variable.push_back(v.name);
    type.push_back(v.type);
    unit.push_back(v.unit);
    level.push_back(at);
    n.push_back(known);
    missing.push_back(lacking);
    for (auto* column : {&mean, &sd, &median, &q1, &q3, &count, &percent, &smd}) column->push_back(kMissing);
  }
  Table table() && {
    Table out;
    for (auto& [name, column] :
         std::initializer_list<std::pair<const char*, std::vector<std::string>*>>{{"cohort", &cohort},
                                                                                  {"by", &by},
                                                                                  {"group", &group},
                                                                                  {"variable", &variable},
                                                                                  {"type", &type},
                                                                                  {"unit", &unit},
                                                                                  {"level", &level}})
      out.columns.push_back(Column::of_texts(name, std::move(*column)));
    for (auto& [name, column] :
         std::initializer_list<std::pair<const char*, std::vector<double>*>>{{"n", &n},
                                                                             {"missing", &missing},
                                                                             {"mean", &mean},
                                                                             {"sd", &sd},
                                                                             {"median", &median},
                                                                             {"q1", &q1},
                                                                             {"q3", &q3},
                                                                             {"count", &count},
                                                                             {"percent", &percent},
                                                                             {"smd", &smd}})
      out.columns.push_back(Column::of_numbers(name, std::move(*column)));
    return out;
  }
};

void describe_numbers(const Cohort& c, const CohortVariable* by, const CohortVariable& v, const Groups& groups,
                      Rows& out) {
  std::vector<std::vector<double>> values(groups.rows.size());
  const std::size_t first = out.n.size();
  for (std::size_t g = 0; g < groups.rows.size(); ++g) {
    std::size_t events = 0;
    for (const std::size_t row : groups.rows[g]) {
      const double x = number_of(c, v, row);
      if (std::isnan(x)) continue;
      values[g].push_back(x);
      if (v.type == "survival") events += c.data.at(v.name + ".event").numbers[row] == 1;
    }
    const auto& x = values[g];
    const double known = static_cast<double>(x.size()), all = static_cast<double>(groups.rows[g].size());
    out.add(c, by, groups.names[g], v, "", known, all - known);
    if (x.empty()) continue;
    out.mean.back() = stats::mean(x);
    if (x.size() > 1) out.sd.back() = stats::standard_deviation(x);
    out.median.back() = stats::median(x);
    out.q1.back() = stats::quantile(x, 0.25);
    out.q3.back() = stats::quantile(x, 0.75);
    if (v.type != "survival") continue;
    out.count.back() = static_cast<double>(events);
    out.percent.back() = 100 * out.count.back() / known;
  }
  // Times that end early for some are not compared by their means.
  if (by == nullptr || v.type == "survival") return;
  double most = kMissing;
  for (std::size_t a = 0; a < values.size(); ++a)
    for (std::size_t b = a + 1; b < values.size(); ++b)
      most = std::fmax(most, stats::standardised_difference(values[a], values[b]));
  for (std::size_t r = first; r < out.smd.size(); ++r) out.smd[r] = most;
}

void describe_classes(const Cohort& c, const CohortVariable* by, const CohortVariable& v, const Groups& groups,
                      Rows& out) {
  std::vector<std::vector<std::size_t>> counts(groups.rows.size(), std::vector<std::size_t>(v.levels.size(), 0));
  const std::size_t first = out.n.size();
  for (std::size_t g = 0; g < groups.rows.size(); ++g) {
    std::size_t known = 0;
    for (const std::size_t row : groups.rows[g])
      if (const auto at = class_of(c, v, row); at && *at < v.levels.size()) {
        ++counts[g][*at];
        ++known;
      }
    for (std::size_t l = 0; l < v.levels.size(); ++l) {
      out.add(c, by, groups.names[g], v, v.levels[l], static_cast<double>(known),
              static_cast<double>(groups.rows[g].size() - known));
      out.count.back() = static_cast<double>(counts[g][l]);
      if (known > 0) out.percent.back() = 100 * out.count.back() / static_cast<double>(known);
    }
  }
  if (by == nullptr) return;
  double most = kMissing;
  for (std::size_t a = 0; a < counts.size(); ++a)
    for (std::size_t b = a + 1; b < counts.size(); ++b)
      most = std::fmax(most, stats::standardised_difference_of_counts(counts[a], counts[b]));
  for (std::size_t r = first; r < out.smd.size(); ++r) out.smd[r] = most;
}

}  // namespace

Table baseline_table(const std::vector<const Cohort*>& cohorts) {
  Rows out;
  for (const Cohort* c : cohorts) {
    std::vector<const CohortVariable*> groupings{nullptr};
    for (const auto& v : c->variables)
      if (v.outcome && in_classes(v)) groupings.push_back(&v);
    for (const CohortVariable* by : groupings)
      for (const auto& v : c->variables) {
        if (by != nullptr && v.name == by->name) continue;
        const Groups groups = groups_of(*c, by, by == nullptr ? v.level : finer(*c, by->level, v.level));
        in_classes(v) ? describe_classes(*c, by, v, groups, out) : describe_numbers(*c, by, v, groups, out);
      }
  }
  return std::move(out).table();
}

}  // namespace rgx::stdlib
