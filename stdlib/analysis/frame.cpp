#include "stdlib/analysis/frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "engine/condition_json.hpp"
#include "stdlib/sources/cohort_cells.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Cohort;
using engine::Failure;
using engine::Json;
using engine::Table;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::map<std::string, std::size_t> places(const std::vector<std::string>& names) {
  std::map<std::string, std::size_t> out;
  for (std::size_t i = 0; i < names.size(); ++i) out.emplace(names[i], i);
  return out;
}

bool picked(const Json& picks, const std::string& name, std::vector<bool>& used) {
  if (picks.is_null()) return true;
  bool any = false;
  for (std::size_t i = 0; i < picks.size(); ++i)
    if (matches(picks[i].get<std::string>(), name)) used[i] = any = true;
  return any;
}

void require_all_used(const Json& picks, const std::vector<bool>& used, const std::string& block) {
  for (std::size_t i = 0; i < used.size(); ++i)
    if (!used[i])
      throw Failure("unknown-column", "no column of `" + block + "` is called `" + picks[i].get<std::string>() + "`");
}

std::size_t count_of(const Json& params, const char* name) {
  const auto found = params.find(name);
  return found == params.end() ? 0 : found->size();
}

}  // namespace

bool matches(const std::string& pattern, const std::string& text) {
  std::size_t p = 0, t = 0, star = std::string::npos, back = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      back = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p, ++t;
    } else if (star != std::string::npos) {
      p = star + 1;
      t = ++back;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Frame::Frame(const engine::Context& context) : context_(context) {
  for (const auto* a : context.all("cohort")) cohorts_.push_back(&a->as<Cohort>());
  tables_ = context.all("table");
  matrices_ = context.all("matrix");
  scores_ = context.all("score");
  labels_ = context.all("labels");
  table_blocks_ = count_of(context.params, "tables");
  matrix_blocks_ = count_of(context.params, "matrices");
  label_blocks_ = count_of(context.params, "labels");
  score_blocks_ = count_of(context.params, "scores");

  const auto where = context.params.find("where");
  const std::string level = context.params.value("level", "subject");
  std::map<std::pair<std::size_t, std::string>, int> codes;
  for (std::size_t c = 0; c < cohorts_.size(); ++c)
    for (const std::size_t i : unit_rows(*cohorts_[c], levels_to(*cohorts_[c], level))) {
      if (where != context.params.end()) {
        const auto condition = engine::condition_from_json(*where);
        const auto held = lang::evaluate(condition, [&](const std::string& name, bool) {
          return name == "cohort" ? cohorts_[c]->name : cell_of(*cohorts_[c], name, i);
        });
        if (!held.value_or(false)) continue;
      }
      row_.push_back({c, i});
      subject_.push_back(cohorts_[c]->data.at("subject").texts[i]);
      cohort_.push_back(cohorts_[c]->name);
      subject_code_.push_back(
          codes.emplace(std::pair(c, subject_.back()), static_cast<int>(codes.size())).first->second);
    }
  if (row_.empty() && where != context.params.end())
    throw Failure("empty-group", "no case of `" + cohort_label() + "` meets `where`");
}

std::vector<std::size_t> Frame::all_rows() const {
  std::vector<std::size_t> out(rows());
  std::iota(out.begin(), out.end(), std::size_t{0});
  return out;
}

std::size_t Frame::subjects_of(const std::vector<std::size_t>& rows) const {
  std::set<int> found;
  for (const std::size_t r : rows) found.insert(subject_code_[r]);
  return found.size();
}

std::string Frame::cohort_label() const {
  std::string out;
  for (const auto* c : cohorts_) out += (out.empty() ? "" : "+") + c->name;
  return out;
}

std::vector<FrameColumn> Frame::of_table(const Json& selection) const {
  const std::size_t index = selection.at("index").get<std::size_t>();
  const std::string block = selection.at("block").get<std::string>();
  const Json& picks = selection.at("picks");
  std::vector<bool> used(picks.is_array() ? picks.size() : 0, false);
  std::vector<FrameColumn> out;
  std::map<std::string, std::size_t> by_name;

  for (std::size_t c = 0; c < cohorts_.size(); ++c) {
    const Table& table = tables_.at(c * table_blocks_ + index)->as<Table>();
    const auto levels = levels_of(table);
    std::map<UnitKey, std::size_t> rows;
    for (std::size_t r = 0; r < table.rows(); ++r) rows.emplace(key_of(table, levels, r), r);
    std::vector<std::size_t> row_of(row_.size(), table.rows());  // of the frame's rows; rows(): not in the table
    for (std::size_t r = 0; r < row_.size(); ++r) {
      if (row_[r].cohort != c) continue;
      const auto row = rows.find(key_of(cohorts_[c]->data, levels, row_[r].place));
      if (row != rows.end()) row_of[r] = row->second;
    }
    const Json kinds = table.meta.value("kinds", Json::object());
    for (const auto& column : table.columns) {
      if (column.name == "subject" || std::find(levels.begin(), levels.end(), column.name) != levels.end() ||
          !picked(picks, column.name, used))
        continue;
      auto [at, fresh] = by_name.emplace(column.name, out.size());
      if (fresh) {
        FrameColumn made;
        made.name = column.name;
        made.block = block;
        if (kinds.contains(column.name)) {
          const Json& kind = kinds.at(column.name);
          const std::string type = kind.at("type").get<std::string>();
          if (type != "numeric") made.levels = kind.at("levels").get<std::vector<std::string>>();
          made.kind = type == "ordinal"   ? FrameColumn::Kind::ordinal
                      : type == "nominal" ? FrameColumn::Kind::nominal
                                          : FrameColumn::Kind::numeric;
        }
        if (made.kind == FrameColumn::Kind::nominal)
          made.codes.assign(row_.size(), -1);
        else
          made.numbers.assign(row_.size(), kMissing);
        out.push_back(std::move(made));
      }
      FrameColumn& made = out[at->second];
      for (std::size_t r = 0; r < row_.size(); ++r) {
        if (row_of[r] == table.rows()) continue;
        if (made.kind == FrameColumn::Kind::nominal) {
          const std::string& text = column.texts[row_of[r]];
          if (text.empty()) continue;
          auto level = std::find(made.levels.begin(), made.levels.end(), text);
          if (level == made.levels.end()) level = made.levels.insert(made.levels.end(), text);
          made.codes[r] = static_cast<int>(level - made.levels.begin());
        } else {
          made.numbers[r] = column.numbers[row_of[r]];
        }
      }
    }
  }
  require_all_used(picks, used, block);
  return out;
}

std::vector<FrameColumn> Frame::of_matrix(const Json& selection) const {
  const std::size_t index = selection.at("index").get<std::size_t>();
  const std::string block = selection.at("block").get<std::string>();
  const Json& picks = selection.at("picks");
  std::vector<bool> used(picks.is_array() ? picks.size() : 0, false);
  std::vector<FrameColumn> out;
  std::map<std::string, std::size_t> by_name;
  for (std::size_t c = 0; c < cohorts_.size(); ++c) {
    const auto& matrix = matrices_.at(c * matrix_blocks_ + index)->as<engine::Matrix>();
    const auto columns = places(matrix.subjects);
    for (std::size_t g = 0; g < matrix.rows.size(); ++g) {
      if (!picked(picks, matrix.rows[g], used)) continue;
      auto [at, fresh] = by_name.emplace(matrix.rows[g], out.size());
      if (fresh) {
        FrameColumn made;
        made.name = matrix.rows[g];
        made.block = block;
        made.numbers.assign(row_.size(), kMissing);
        out.push_back(std::move(made));
      }
      for (std::size_t r = 0; r < row_.size(); ++r) {
        if (row_[r].cohort != c) continue;
        const auto s = columns.find(subject_[r]);
        if (s != columns.end()) out[at->second].numbers[r] = matrix.values[g * matrix.subjects.size() + s->second];
      }
    }
  }
  require_all_used(picks, used, block);
  return out;
}

std::vector<FrameColumn> Frame::of_variable(const std::string& name) const {
  const FrameOutcome o = outcome({{"from", "variable"}, {"name", name}});
  if (o.type == "survival") throw Failure("wrong-type", "`" + name + "` is survival; it cannot stand as a column");
  FrameColumn made;
  made.name = made.block = name;
  made.levels = o.levels;
  if (o.type == "nominal" || o.type == "category") {
    made.kind = FrameColumn::Kind::nominal;
    made.codes = o.codes;
  } else {
    made.kind = o.type == "ordinal" ? FrameColumn::Kind::ordinal : FrameColumn::Kind::numeric;
    made.numbers = o.numbers;
  }
  return {made};
}

namespace {

// Place of the class that each subject is called most often over the repeats, by the threshold of each fold: of two
// classes the positive one where half of them say so, of several the first of equals.
std::map<std::string, int> called_classes(const engine::Bundle& bundle, const std::string& cohort,
                                          const std::string& model, const std::vector<std::string>& levels) {
  const Table& t = bundle.tables.at("predictions");
  const bool binary = bundle.meta.value("binary", false);
  if (!binary && !bundle.meta.value("nominal", false))
    throw Failure("wrong-type", "`" + model + "` predicts no classes", "`" + model + ".score` is what it predicts");
  const engine::Column& predicted = t.at("predicted");
  std::map<std::string, std::vector<int>> votes;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (t.at("cohort").texts[r] != cohort) continue;
    auto& of = votes[t.at("subject").texts[r]];
    of.resize(levels.size(), 0);
    const auto at = binary ? (predicted.numbers[r] >= t.at("threshold").numbers[r] ? 1 : 0)
                           : std::find(levels.begin(), levels.end(), predicted.texts[r]) - levels.begin();
    ++of.at(static_cast<std::size_t>(at));
  }
  std::map<std::string, int> out;
  for (const auto& [subject, of] : votes)
    out[subject] =
        binary ? (of[1] >= of[0] ? 1 : 0) : static_cast<int>(std::max_element(of.begin(), of.end()) - of.begin());
  return out;
}

}  // namespace

// The mean over repeats of each subject's predictions, or the class it is called.
FrameColumn Frame::of_score(const Json& selection) const {
  const bool as_class = selection.at("from") == "class";
  FrameColumn made;
  made.block = selection.at("block").get<std::string>();
  made.name = made.block + (as_class ? ".class" : ".score");
  if (as_class) {
    made.kind = FrameColumn::Kind::nominal;
    made.codes.assign(row_.size(), -1);
  } else {
    made.numbers.assign(row_.size(), kMissing);
  }
  const std::size_t index = selection.at("index").get<std::size_t>();
  for (std::size_t c = 0; c < cohorts_.size(); ++c) {
    const auto& bundle = scores_.at(c * score_blocks_ + index)->as<engine::Bundle>();
    const auto found = bundle.tables.find("predictions");
    if (found == bundle.tables.end()) throw Failure("no-data", "the model gives no predictions");
    if (as_class) {
      if (c == 0) made.levels = bundle.meta.at("levels").get<std::vector<std::string>>();
      const auto called = called_classes(bundle, cohorts_[c]->name, made.block, made.levels);
      for (std::size_t r = 0; r < row_.size(); ++r)
        if (const auto s = called.find(subject_[r]); row_[r].cohort == c && s != called.end())
          made.codes[r] = s->second;
      continue;
    }
    const auto &subjects = found->second.at("subject").texts, &cohorts = found->second.at("cohort").texts;
    const auto& predicted = found->second.at("predicted").numbers;
    if (predicted.size() != subjects.size())
      throw Failure("not-built", "the score of a model of several classes is not built yet");
    std::map<std::string, std::pair<double, std::size_t>> sums;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      if (cohorts[i] != cohorts_[c]->name) continue;
      sums[subjects[i]].first += predicted[i];
      ++sums[subjects[i]].second;
    }
    for (std::size_t r = 0; r < row_.size(); ++r) {
      if (row_[r].cohort != c) continue;
      if (const auto s = sums.find(subject_[r]); s != sums.end())
        made.numbers[r] = s->second.first / static_cast<double>(s->second.second);
    }
  }
  return made;
}

// Clusters of the subjects; those that could not be grouped have none.
FrameColumn Frame::of_labels(const Json& selection) const {
  FrameColumn made;
  made.name = made.block = selection.at("block").get<std::string>();
  made.kind = FrameColumn::Kind::nominal;
  made.codes.assign(row_.size(), -1);
  const std::size_t index = selection.at("index").get<std::size_t>();
  for (std::size_t c = 0; c < cohorts_.size(); ++c) {
    const Table& table = labels_.at(c * label_blocks_ + index)->as<Table>();
    if (c == 0) made.levels = table.meta.at("levels").get<std::vector<std::string>>();
    const auto levels = places(made.levels), rows = places(table.at("subject").texts);
    for (std::size_t r = 0; r < row_.size(); ++r) {
      if (row_[r].cohort != c) continue;
      const auto row = rows.find(subject_[r]);
      if (row == rows.end()) continue;
      const auto level = levels.find(table.at("cluster").texts[row->second]);
      if (level != levels.end()) made.codes[r] = static_cast<int>(level->second);
    }
  }
  return made;
}

FrameColumn Frame::of_cohort() const {
  FrameColumn made;
  made.name = made.block = "cohort";
  made.kind = FrameColumn::Kind::nominal;
  for (const auto* c : cohorts_) made.levels.push_back(c->name);
  for (const auto& r : row_) made.codes.push_back(static_cast<int>(r.cohort));
  return made;
}

FrameColumn Frame::of_subject() const {
  FrameColumn made;
  made.name = made.block = "subject";
  made.kind = FrameColumn::Kind::nominal;
  made.codes = subject_code_;
  for (std::size_t r = 0; r < rows(); ++r)
    if (static_cast<std::size_t>(subject_code_[r]) == made.levels.size()) made.levels.push_back(subject_[r]);
  return made;
}

std::vector<FrameColumn> Frame::of_selection(const Json& selection) const {
  const std::string from = selection.at("from").get<std::string>();
  if (from == "table") return of_table(selection);
  if (from == "matrix") return of_matrix(selection);
  if (from == "variable") return of_variable(selection.at("name").get<std::string>());
  if (from == "score" || from == "class") return {of_score(selection)};
  if (from == "labels") return {of_labels(selection)};
  if (from == "cohort") return {of_cohort()};
  if (from == "subject") return {of_subject()};
  throw Failure("wrong-type", "`" + from + "` gives no columns");
}

namespace {

// Where two blocks have a column of one name, the block's name stands in front.
void tell_apart(const std::vector<FrameColumn*>& columns) {
  std::map<std::string, std::size_t> names;
  for (const auto* column : columns) ++names[column->name];
  for (auto* column : columns)
    if (names[column->name] > 1 && column->block != column->name) column->name = column->block + "." + column->name;
}

}  // namespace

std::vector<FrameColumn> Frame::columns(const Json& selections) const {
  std::vector<FrameColumn> out;
  for (const auto& selection : selections)
    for (auto& column : of_selection(selection)) out.push_back(std::move(column));
  std::vector<FrameColumn*> all;
  for (auto& column : out) all.push_back(&column);
  tell_apart(all);
  return out;
}

std::vector<FrameUnit> Frame::units(const Json& selections) const {
  std::vector<FrameUnit> out;
  for (const auto& selection : selections) {
    auto columns = of_selection(selection);
    if (selection.value("joint", false)) {
      out.push_back({"", std::move(columns)});
      continue;
    }
    for (auto& column : columns) out.push_back({"", {std::move(column)}});
  }
  std::vector<FrameColumn*> all;
  for (auto& unit : out)
    for (auto& column : unit.columns) all.push_back(&column);
  tell_apart(all);
  for (auto& unit : out)
    for (const auto& column : unit.columns) unit.name += (unit.name.empty() ? "" : " + ") + column.name;
  return out;
}

}  // namespace rgx::stdlib
