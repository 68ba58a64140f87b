#include "stdlib/agreement/judge.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "stdlib/analysis/frame.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

bool picked(const Json& params, const std::string& name) {
  const Json picks = params.value("picks", Json::array());
  return picks.empty() ||
         std::ranges::any_of(picks, [&](const Json& p) { return matches(p.get<std::string>(), name); });
}

// The keys of one level in the order in which the table has them.
std::vector<std::string> keys_in(const std::vector<const Table*>& tables, const std::string& level) {
  std::vector<std::string> out;
  for (const Table* table : tables)
    for (const auto& key : table->at(level).texts)
      if (std::ranges::find(out, key) == out.end()) out.push_back(key);
  return out;
}

// Values of a column over all tables, categories by the codes of their levels.
Repeated::Feature feature_of(const std::vector<const Table*>& tables, const std::string& name) {
  Repeated::Feature out;
  out.name = name;
  const Json kinds = tables.front()->meta.value("kinds", Json::object());
  const Json kind = kinds.value(name, Json::object());
  out.type = kind.value("type", "numeric");
  std::vector<std::string> levels;
  if (out.type == "ordinal") levels = kind.value("levels", levels);
  for (const Table* table : tables)  // levels found in each cohort
    if (out.type == "nominal")
      for (const auto& text : table->at(name).texts)
        if (!text.empty() && std::ranges::find(levels, text) == levels.end()) levels.push_back(text);
  out.categories = static_cast<int>(levels.size());
  std::size_t rows = 0;
  for (const Table* table : tables) rows += table->rows();
  out.values.resize(static_cast<Eigen::Index>(rows));
  Eigen::Index at = 0;
  for (const Table* table : tables) {
    const Column& column = table->at(name);
    for (std::size_t r = 0; r < table->rows(); ++r, ++at) {
      if (column.kind == Column::Kind::number) {
        out.values[at] = column.numbers[r];
        continue;
      }
      const auto level = std::ranges::find(levels, column.texts[r]);
      out.values[at] = level == levels.end() ? stats::missing : static_cast<double>(level - levels.begin());
    }
  }
  return out;
}

const Measure& measure_of(const engine::Registry& parts, const Json& use) {
  const std::string name = use.at("op").get<std::string>();
  const auto* op = parts.find_in("robust", name, use.at("version").get<unsigned>());
  const auto* measure = op == nullptr ? nullptr : std::any_cast<Measure>(&op->part);
  if (measure == nullptr) throw Failure("not-built", "`" + name + "` is not built yet");
  return *measure;
}

}  // namespace

Repeated repeated_features(const JudgeInput& input) {
  const std::string block = input.params.value("block", "");
  const std::string over = input.params.at("over").get<std::string>();
  const auto levels = levels_of(*input.tables.front());
  Repeated out;
  out.keys = input.params.value("keys", std::vector<std::string>{});
  if (out.keys.empty()) out.keys = keys_in(input.tables, over);
  if (out.keys.size() < 2)
    throw Failure("no-repeats", "`" + block + "` finds one " + over + " only, and agreement is that of several",
                  "a long table has a row a subject and " + over);
  std::map<std::string, std::string> first;  // of the levels beside
  for (const auto& level : levels)
    if (level != over) first[level] = keys_in(input.tables, level).front();

  std::map<std::pair<std::size_t, std::string>, int> subjects;  // cohort and id → row of the layout
  std::vector<int> subject, repeat;
  for (std::size_t t = 0; t < input.tables.size(); ++t) {
    const Table& table = *input.tables[t];
    for (std::size_t r = 0; r < table.rows(); ++r) {
      const std::string& id = table.at("subject").texts[r];
      const auto key = std::ranges::find(out.keys, table.at(over).texts[r]);
      bool stands = key != out.keys.end() && (input.without == nullptr || !input.without->contains(id));
      for (const auto& [level, wanted] : first) stands = stands && table.at(level).texts[r] == wanted;
      if (!stands) {
        subject.push_back(-1), repeat.push_back(-1);
        continue;
      }
      const auto [at, fresh] = subjects.emplace(std::pair(t, id), static_cast<int>(subjects.size()));
      if (fresh) {
        out.subject.push_back(id);
        out.cohort.push_back(t < input.cohorts.size() ? input.cohorts[t] : "");
      }
      subject.push_back(at->second);
      repeat.push_back(static_cast<int>(key - out.keys.begin()));
    }
  }
  // As many columns as keys, even where the last has no row.
  const stats::RepeatLayout found = stats::repeat_layout(subject, repeat);
  out.layout = stats::RepeatLayout::Constant(found.rows(), static_cast<Eigen::Index>(out.keys.size()), -1);
  out.layout.leftCols(found.cols()) = found;
  for (const auto& column : input.tables.front()->columns) {
    const bool key = column.name == "subject" || std::ranges::find(levels, column.name) != levels.end();
    const bool everywhere = std::ranges::all_of(input.tables, [&](const Table* t) { return t->find(column.name); });
    if (!key && everywhere && picked(input.params, column.name))
      out.features.push_back(feature_of(input.tables, column.name));
  }
  return out;
}

std::vector<AgreementRow> judge(const Repeated& repeated, const Json& params, const engine::Registry& parts,
                                const engine::ParallelFor& parallel, std::vector<engine::Note>& notes) {
  const Json& uses = params.at("measures");
  std::vector<const Measure*> measures;
  for (const auto& use : uses) {
    measures.push_back(&measure_of(parts, use));
    const Json weights = use.at("params").value("weights", Json("none"));
    const bool weighted = use.at("op") == "kappa" && weights != "none";
    if ((measures.back()->two_repeats || weighted) && repeated.keys.size() != 2)
      throw Failure("no-repeats",
                    "`" + use.at("op").get<std::string>() + "` compares two repeats, and `" +
                        params.value("block", "") + "` has " + std::to_string(repeated.keys.size()),
                    "name two of them: `over: " + params.at("over").get<std::string>() + "(\"" + repeated.keys[0] +
                        "\", \"" + repeated.keys[1] + "\")`");
  }
  const auto takes = [&](std::size_t m, const Repeated::Feature& f) {
    return std::ranges::find(measures[m]->types, f.type) != measures[m]->types.end();
  };
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const auto passed = std::ranges::count_if(repeated.features, [&](const auto& f) { return !takes(m, f); });
    const std::string name = uses[m].at("op").get<std::string>();
    if (static_cast<std::size_t>(passed) == repeated.features.size())
      throw Failure("wrong-type",
                    "`" + name + "` finds no column of a type it takes in `" + params.value("block", "") + "`",
                    name == "kappa" ? "categories are declared: `columns: [ordinal(f5, levels: [1, 2, 3])]`" : "");
    if (passed > 0)
      notes.push_back(
          {"note", "", "passed-by",
           "`" + name + "` passed " + std::to_string(passed) + " columns by that are not of a type it takes"});
  }
  std::vector<std::vector<AgreementRow>> found(repeated.features.size());
  parallel(found.size(), [&](std::size_t f) {
    const Repeated::Feature& feature = repeated.features[f];
    for (std::size_t m = 0; m < measures.size(); ++m) {
      if (!takes(m, feature)) continue;
      for (auto& row : measures[m]->of(repeated, feature, uses[m].at("params"))) {
        row.feature = feature.name;
        row.repeats = repeated.keys.size();
        found[f].push_back(std::move(row));
      }
    }
  });
  std::vector<AgreementRow> out;
  for (auto& rows : found) std::ranges::move(rows, std::back_inserter(out));
  return out;
}

std::set<std::string> stable_features(const std::vector<AgreementRow>& rows) {
  std::set<std::string> met, failed;
  for (const auto& row : rows)
    if (row.kept) (*row.kept ? met : failed).insert(row.feature);
  for (const auto& name : failed) met.erase(name);
  return met;
}

std::set<std::string> judged_features(const std::vector<AgreementRow>& rows) {
  std::set<std::string> out;
  for (const auto& row : rows)
    if (row.kept) out.insert(row.feature);
  return out;
}

}  // namespace rgx::stdlib
