// Which values are missing together: patterns over subjects.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "stdlib/sources/baseline.hpp"

namespace rgx::stdlib {

using engine::Cohort;
using engine::Column;
using engine::Table;

namespace {

enum Lack : char { nothing = '0', some = '1', everything = '2' };

struct Thing {
  std::string kind, name;
  std::map<std::string, std::pair<std::size_t, std::size_t>> cells;  // subject → missing, all
  Lack of(const std::string& subject) const {
    const auto at = cells.find(subject);
    if (at == cells.end() || at->second.first == at->second.second) return everything;
    return at->second.first == 0 ? nothing : some;
  }
};

Thing variable(const Cohort& c, const engine::CohortVariable& v) {
  Thing out{v.outcome ? "outcome" : "covariate", v.name, {}};
  const Column& column = c.data.at(v.type == "survival" ? v.name + ".time" : v.name);
  const Column* event = v.type == "survival" ? &c.data.at(v.name + ".event") : nullptr;
  for (std::size_t r = 0; r < c.data.rows(); ++r) {
    auto& [missing, all] = out.cells[c.data.at("subject").cell(r)];
    missing += column.is_missing(r) || (event != nullptr && event->is_missing(r));
    ++all;
  }
  return out;
}

Thing values_of(const CaseValues& v) {
  Thing out{v.table != nullptr ? "features" : "matrix", v.block, {}};
  if (v.table != nullptr) {
    const Column& subject = v.table->at("subject");
    const auto& kinds = v.table->meta.value("kinds", engine::Json::object());
    for (const auto& column : v.table->columns) {
      if (column.name == "subject" || (!kinds.empty() && !kinds.contains(column.name))) continue;
      for (std::size_t r = 0; r < column.size(); ++r) {
        auto& [missing, all] = out.cells[subject.cell(r)];
        missing += column.is_missing(r);
        ++all;
      }
    }
    return out;
  }
  const auto& m = *v.matrix;
  for (std::size_t s = 0; s < m.subjects.size(); ++s) {
    auto& [missing, all] = out.cells[m.subjects[s]];
    for (std::size_t g = 0; g < m.rows.size(); ++g) missing += std::isnan(m.values[g * m.subjects.size() + s]);
    all += m.rows.size();
  }
  return out;
}

}  // namespace

Table missingness_table(const std::vector<const Cohort*>& cohorts, const std::vector<CaseValues>& values) {
  std::vector<std::string> cohort, kind, name, missing;
  std::vector<double> pattern, n;
  for (const Cohort* c : cohorts) {
    std::vector<Thing> things;
    for (const auto& v : c->variables) things.push_back(variable(*c, v));
    for (const auto& v : values)
      if (v.cohort == c->name) things.push_back(values_of(v));
    std::map<std::string, std::size_t> found;  // a letter a thing → subjects
    for (const auto& subject : c->subjects) {
      std::string letters;
      for (const auto& thing : things) letters += thing.of(subject);
      ++found[letters];
    }
    std::vector<std::pair<std::string, std::size_t>> order(found.begin(), found.end());
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<bool> shown(things.size());
    for (const auto& [letters, count] : order)
      for (std::size_t t = 0; t < things.size(); ++t)
        if (letters[t] != nothing) shown[t] = true;
    if (std::find(shown.begin(), shown.end(), true) == shown.end()) shown.assign(things.size(), true);
    for (std::size_t p = 0; p < order.size(); ++p)
      for (std::size_t t = 0; t < things.size(); ++t) {
        if (!shown[t]) continue;
        const char lack = order[p].first[t];
        cohort.push_back(c->name);
        pattern.push_back(static_cast<double>(p + 1));
        n.push_back(static_cast<double>(order[p].second));
        kind.push_back(things[t].kind);
        name.push_back(things[t].name);
        missing.emplace_back(lack == nothing ? "" : lack == some ? "some" : "all");
      }
  }
  Table out;
  out.columns = {Column::of_texts("cohort", cohort), Column::of_numbers("pattern", pattern),
                 Column::of_numbers("n", n),         Column::of_texts("kind", kind),
                 Column::of_texts("variable", name), Column::of_texts("missing", missing)};
  return out;
}

}  // namespace rgx::stdlib
