// `extract`: one subject's features, one row; `collect_features`: all rows of a block.
#include <algorithm>
#include <limits>
#include <map>

#include "stdlib/features/operations.hpp"
#include "stdlib/features/request.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

Json dictionary_json(const features::Request& wanted) {
  Json out = Json::array();
  for (const auto& row : features::dictionary(wanted))
    out.push_back({{"column", row.column},
                   {"family", row.family},
                   {"feature", row.feature},
                   {"tag", row.ibsi_tag},
                   {"aggregation", row.aggregation},
                   {"filter", row.filter},
                   {"unit", row.unit},
                   {"definition", row.definition}});
  return out;
}

engine::Output run_extract(const Context& context, const engine::Registry& registry) {
  const auto& subject = context.input("case").as<engine::Case>();
  const auto wanted = features::request_of(context.params, registry);
  const auto found = features::extract(subject, wanted, context.parallel);
  engine::Output out;
  Table row;
  row.columns.push_back(Column::of_texts("subject", {subject.subject}));
  for (std::size_t i = 0; i < found.columns.size(); ++i) {
    row.columns.push_back(Column::of_numbers(found.columns[i].name, {found.values[i].value}));
    if (!found.values[i].present())
      row.missing.push_back(
          {subject.subject, found.columns[i].name, std::string(features::code(found.values[i].reason))});
  }
  row.meta["dictionary"] = dictionary_json(wanted);
  for (const auto& w : found.warnings) out.notes.push_back({"warning", subject.subject, w.code, w.text});
  out.value = std::move(row);
  return out;
}

engine::Output collect(const Context& context) {
  const auto& cohort = context.input("cohort").as<engine::Cohort>();
  std::map<std::string, const Table*> rows;
  std::vector<std::string> names;
  std::map<std::string, Json> described;
  for (const auto* artifact : context.all("row")) {
    const Table& row = artifact->as<Table>();
    rows[row.at("subject").texts.at(0)] = &row;
    for (const auto& column : row.columns)
      if (column.name != "subject" && std::find(names.begin(), names.end(), column.name) == names.end())
        names.push_back(column.name);
    for (const auto& d : row.meta.value("dictionary", Json::array())) described[d.at("column").get<std::string>()] = d;
  }
  if (rows.empty()) throw Failure("no-data", "no subject has an image for `" + context.params.value("block", "") + "`");
  Table out;
  std::vector<std::string> subjects;
  for (const auto& subject : cohort.subjects)
    if (rows.contains(subject)) subjects.push_back(subject);
  out.columns.push_back(Column::of_texts("subject", subjects));
  out.meta["dictionary"] = Json::array();
  std::map<std::string, std::map<std::string, const double*>> cells;
  for (const auto& subject : subjects)
    for (const auto& column : rows[subject]->columns)
      if (column.name != "subject") cells[column.name][subject] = &column.numbers[0];
  for (const auto& name : names) {
    std::vector<double> values;
    for (const auto& subject : subjects) {
      const auto cell = cells[name].find(subject);
      values.push_back(cell == cells[name].end() ? std::numeric_limits<double>::quiet_NaN() : *cell->second);
      if (cell == cells[name].end()) out.missing.push_back({subject, name, "absent-scan"});
    }
    out.columns.push_back(Column::of_numbers(name, values));
    if (described.contains(name)) out.meta["dictionary"].push_back(described[name]);
  }
  for (const auto& subject : subjects)
    for (const auto& m : rows[subject]->missing) out.missing.push_back(m);
  return {std::move(out), {}};
}

}  // namespace

engine::Operation extract_operation(const engine::Registry& registry) {
  return engine::Declare<Json>("extract", 2)
      .in("engine")
      .summary("radiomic features of one subject")
      .run([&registry](const Json&, const Context& c) {
        try {
          return run_extract(c, registry);
        } catch (const std::invalid_argument& e) {
          throw Failure("extraction", e.what());
        }
      });
}

engine::Operation collect_features_operation() {
  return engine::Declare<Json>("collect_features", 1)
      .in("engine")
      .summary("puts the subjects' rows into one table, in the order of the cohort")
      .run([](const Json&, const Context& c) { return collect(c); });
}

}  // namespace rgx::stdlib
