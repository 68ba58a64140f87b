// `extract`: one subject's features, one row; `collect_features`: all rows of a block.
#include <algorithm>
#include <limits>
#include <map>

#include "stdlib/features/extract.hpp"
#include "stdlib/features/operations.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

std::optional<features::Discretisation> discretisation(const Json& params) {
  const Json bins = params.value("bins", Json()), width = params.value("width", Json());
  if (bins.is_number() && width.is_number()) throw Failure("out-of-range", "give `bins` or `width`, not both");
  if (bins.is_number()) return features::Discretisation::of_bins(static_cast<int>(bins.get<double>()));
  if (width.is_number()) return features::Discretisation::of_width(width.get<double>());
  return std::nullopt;
}

features::FamilyRequest family(const Json& part) {
  const std::string name = part.at("op").get<std::string>();
  const auto known = features::family_named(name);
  if (!known || !features::built(*known)) throw Failure("not-built", "the family `" + name + "` is not built yet");
  const Json& params = part.at("params");
  features::FamilyRequest out;
  out.family = *known;
  for (const auto& a : params.value("aggregate", Json::array())) {
    const auto aggregation = features::aggregation_named(*known, a.get<std::string>());
    if (!aggregation) throw Failure("out-of-range", "`" + name + "` has no aggregation `" + a.get<std::string>() + "`");
    out.aggregations.push_back(*aggregation);
  }
  out.distance = static_cast<int>(params.value("distance", 1.0));
  out.coarseness = static_cast<int>(params.value("coarseness", 0.0));
  out.discretise = discretisation(params);
  return out;
}

features::Request request(const Json& params) {
  features::Request out;
  const Json ties = params.value("ties", Json::object());
  for (const auto& r : params.at("regions")) {
    const std::string name = r.get<std::string>();
    out.regions.push_back({name, ties.value(name, "")});
  }
  out.scans = params.at("scans").get<std::vector<std::string>>();
  out.filters.clear();
  for (const auto& f : params.at("filters")) out.filters.push_back(f.at("op").get<std::string>());
  if (out.filters.empty()) out.filters = {"original"};
  for (const auto& f : params.at("families")) out.families.push_back(family(f));
  if (params.contains("discretise"))
    if (const auto how = discretisation(params["discretise"].at("params"))) out.discretise = *how;
  return out;
}

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

engine::Output run_extract(const Context& context) {
  const auto& subject = context.input("case").as<engine::Case>();
  if (context.params.contains("by")) throw Failure("not-built", "`by: slice` does not run yet");
  const auto wanted = request(context.params);
  const auto found = features::extract(subject, wanted);
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
  for (const auto& w : found.warnings)
    out.notes.push_back({"warning", subject.subject, w.code, w.region + "." + w.scan + ": " + w.text});
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

engine::Operation extract_operation() {
  return engine::Declare<Json>("extract", 1)
      .in("engine")
      .summary("radiomic features of one subject")
      .run([](const Json&, const Context& c) {
        try {
          return run_extract(c);
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
