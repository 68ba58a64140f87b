// `extract`: one subject's features, one row; `collect_features`: all rows of a block.
#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "stdlib/features/feature_row.hpp"
#include "stdlib/features/lost_rows.hpp"
#include "stdlib/features/operations.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

engine::Output run_extract(const Context& context, const engine::Registry& registry) {
  const auto& subject = context.input("case").as<engine::Case>();
  const auto wanted = features::request_of(context.params, registry);
  const auto found = features::extract(subject, wanted, context.parallel);
  engine::Output out;
  Table row = features::row_of(found, subject.subject);
  row.meta["dictionary"] = features::dictionary_json(wanted);
  // Told once for the whole cohort, where the rows come together.
  row.meta["levels"] = Json::array();
  for (const auto& w : found.warnings)
    row.meta["levels"].push_back({{"code", w.code},
                                  {"region", w.region},
                                  {"scan", w.scan},
                                  {"filter", w.filter},
                                  {"levels", w.levels},
                                  {"width", w.suggested_width}});
  out.value = std::move(row);
  return out;
}

// Subjects of one region, scan and filter that have too few or too many grey levels.
struct LevelCrowd {
  std::vector<std::string> subjects;
  double fewest = std::numeric_limits<double>::infinity(), most = 0;
  std::vector<double> widths;
};

// One warning for each region, scan and filter: how many subjects, how many levels, and the median of the widths that
// would give about 32 of them.
void warn_of_levels(const std::vector<std::pair<std::string, const Table*>>& rows, std::vector<engine::Note>& notes) {
  std::map<std::array<std::string, 4>, LevelCrowd> crowds;
  for (const auto& [subject, row] : rows)
    for (const auto& w : row->meta.value("levels", Json::array())) {
      auto& crowd = crowds[{w.at("code").get<std::string>(), w.at("region").get<std::string>(),
                            w.at("scan").get<std::string>(), w.at("filter").get<std::string>()}];
      crowd.subjects.push_back(subject);
      crowd.fewest = std::min(crowd.fewest, w.at("levels").get<double>());
      crowd.most = std::max(crowd.most, w.at("levels").get<double>());
      if (const double width = w.at("width").get<double>(); width > 0) crowd.widths.push_back(width);
    }
  for (auto& [where, crowd] : crowds) {
    const auto& [code, region, scan, filter] = where;
    std::string text = "`" + region + "` in `" + scan + "`" + (filter == "original" ? "" : " under `" + filter + "`") +
                       ": " + std::to_string(crowd.subjects.size()) + " of " + std::to_string(rows.size()) +
                       " subjects have " + (code == "few-levels" ? "few" : "many") + " grey levels (" +
                       lang::number_text(crowd.fewest) +
                       (crowd.most > crowd.fewest ? " to " + lang::number_text(crowd.most) : "") + "; ";
    for (std::size_t i = 0; i < std::min<std::size_t>(crowd.subjects.size(), 3); ++i)
      text += (i > 0 ? ", " : "") + crowd.subjects[i];
    text += crowd.subjects.size() > 3 ? ", …)" : ")";
    if (!crowd.widths.empty()) {
      const auto middle = crowd.widths.begin() + static_cast<std::ptrdiff_t>(crowd.widths.size() / 2);
      std::nth_element(crowd.widths.begin(), middle, crowd.widths.end());
      text += "; a bin width of " + lang::number_text(*middle) + " gives about 32 in the median of them";
    }
    notes.push_back({"warning", "", code, std::move(text)});
  }
}

// One row a repeat: the subject's own rows, told apart by the keys of the repeats.
engine::Output collect(const Context& context) {
  const auto& cohort = context.input("cohort").as<engine::Cohort>();
  const auto levels = context.params.value("levels", std::vector<std::string>{});
  const auto keys = context.params.value("keys", std::vector<std::vector<std::string>>{});
  std::vector<std::pair<std::string, const Table*>> rows;  // in the order of their inputs
  std::map<std::string, std::vector<std::size_t>> rows_of;
  std::vector<std::string> names;
  std::map<std::string, std::map<std::size_t, double>> cells;  // column → row → value
  std::map<std::string, Json> described;
  for (const auto* artifact : context.all("row")) {
    const Table& row = artifact->as<Table>();
    rows_of[row.at("subject").texts.at(0)].push_back(rows.size());
    for (const auto& column : row.columns) {
      if (column.name == "subject") continue;
      auto& of = cells[column.name];
      if (of.empty()) names.push_back(column.name);
      of[rows.size()] = column.numbers[0];
    }
    rows.emplace_back(row.at("subject").texts.at(0), &row);
    for (const auto& d : row.meta.value("dictionary", Json::array())) described[d.at("column").get<std::string>()] = d;
  }
  if (rows.empty()) throw Failure("no-data", "no subject has an image for `" + context.params.value("block", "") + "`");
  Table out;
  std::vector<std::size_t> order;  // of the cohort
  for (const auto& subject : cohort.subjects)
    if (const auto of = rows_of.find(subject); of != rows_of.end())
      order.insert(order.end(), of->second.begin(), of->second.end());
  std::vector<std::string> subjects;
  for (const std::size_t r : order) subjects.push_back(rows[r].first);
  out.columns.push_back(Column::of_texts("subject", subjects));
  for (std::size_t l = 0; l < levels.size(); ++l) {
    std::vector<std::string> key;
    for (const std::size_t r : order) key.push_back(keys.at(r).at(l));
    out.columns.push_back(Column::of_texts(levels[l], std::move(key)));
  }
  if (!levels.empty()) out.meta["levels"] = levels;
  out.meta["dictionary"] = Json::array();
  for (const auto& name : names) {
    std::vector<double> values;
    for (const std::size_t r : order) {
      const auto cell = cells[name].find(r);
      const bool there = cell != cells[name].end();
      values.push_back(there ? cell->second : std::numeric_limits<double>::quiet_NaN());
      if (!there) out.missing.push_back({rows[r].first, name, "absent-scan"});
    }
    out.columns.push_back(Column::of_numbers(name, values));
    if (described.contains(name)) out.meta["dictionary"].push_back(described[name]);
  }
  for (const std::size_t r : order)
    for (const auto& m : rows[r].second->missing) out.missing.push_back(m);
  engine::Output made{std::move(out), {}};
  warn_of_levels(rows, made.notes);
  features::warn_of_lost(rows, keys, made.notes);
  return made;
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
  return engine::Declare<Json>("collect_features", 2)
      .in("engine")
      .summary("puts the subjects' rows into one table, in the order of the cohort")
      .run([](const Json&, const Context& c) { return collect(c); });
}

}  // namespace rgx::stdlib
