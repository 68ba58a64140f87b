// The subject table: who is in, who left and why, and the declared outcomes and covariates as values.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "engine/condition_json.hpp"
#include "stdlib/sources/derive_variable.hpp"
#include "stdlib/sources/operations.hpp"
#include "stdlib/sources/read_table.hpp"
#include "stdlib/sources/unit_key.hpp"

namespace rgx::stdlib {

using engine::Cohort;
using engine::CohortVariable;
using engine::Column;
using engine::Context;
using engine::Csv;
using engine::Failure;
using engine::Json;

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct Reader {
  const Csv& csv;
  const Json& params;
  std::string path;

  std::string cell(const std::string& column, std::size_t row) const {
    return csv.cell(row, column_of(csv, column, path));
  }
  [[noreturn]] void fail(const std::string& code, const std::string& column, std::size_t row,
                         const std::string& message) const {
    const auto place = csv.place(row, column_of(csv, column, path));
    Failure failure(code, message + " (`" + path + "`, line " + std::to_string(csv.line(place.begin)) + ", column `" +
                              column + "`)");
    failure.file = path;
    throw failure;
  }
  double number(const std::string& column, std::size_t row) const {
    double out = kMissing;
    if (!csv.number(row, column_of(csv, column, path), out))
      fail("not-a-number", column, row, "`" + cell(column, row) + "` is no number");
    return out;
  }
  // Inside a cohort a bare name is first a declared variable, then a column; both read the same cells here, since a
  // declared variable is compared by its level as written.
  std::string condition_cell(const std::string& name, bool variable, std::size_t row) const {
    if (variable)
      for (const auto& v : params.at("variables"))
        if (v.at("name") == name) return cell(v.at("column").get<std::string>(), row);
    return cell(name, row);
  }
  std::optional<bool> holds(const Json& condition, std::size_t row) const {
    return lang::evaluate(engine::condition_from_json(condition),
                          [&](const std::string& name, bool variable) { return condition_cell(name, variable, row); });
  }
};

// Distinct cells in alphabetical order: the levels of a category that declares none.
std::vector<std::string> levels_found(const Reader& in, const std::string& column,
                                      const std::vector<std::size_t>& rows) {
  std::set<std::string> found;
  for (const std::size_t r : rows)
    if (const std::string cell = in.cell(column, r); !cell.empty()) found.insert(cell);
  return {found.begin(), found.end()};
}

std::size_t level_of(const Reader& in, const std::vector<std::string>& levels, const std::string& column,
                     std::size_t row, const std::string& variable) {
  const std::string cell = in.cell(column, row);
  for (std::size_t i = 0; i < levels.size(); ++i)
    if (lang::same_value(cell, levels[i])) return i;
  std::string known;
  for (const auto& level : levels) known += (known.empty() ? "`" : ", `") + level + "`";
  in.fail("unlisted-level", column, row, "`" + cell + "` is no level of `" + variable + "`; it has " + known);
}

void read_binary(const Reader& in, const Json& v, const std::vector<std::size_t>& rows, CohortVariable& out,
                 std::vector<double>& values) {
  if (v.contains("condition")) {
    out.levels = {"false", "true"};
    for (const std::size_t r : rows) {
      const auto held = in.holds(v["condition"], r);
      values.push_back(held ? (*held ? 1 : 0) : kMissing);
    }
    return;
  }
  const std::string column = v.at("column").get<std::string>();
  const std::string positive = v.value("positive", ""), negative = v.value("negative", "");
  if (positive.empty()) {
    out.levels = {"0", "1"};
    for (const std::size_t r : rows) {
      const std::string cell = in.cell(column, r);
      const auto truth = lang::truth_of(cell);
      if (!cell.empty() && !truth)
        in.fail("unlisted-level", column, r, "`" + cell + "` is neither true nor false; say which is `positive`");
      values.push_back(truth ? (*truth ? 1 : 0) : kMissing);
    }
    return;
  }
  out.levels = {negative.empty() ? "not " + positive : negative, positive};
  for (const std::size_t r : rows) {
    const std::string cell = in.cell(column, r);
    if (cell.empty())
      values.push_back(kMissing);
    else if (lang::same_value(cell, positive))
      values.push_back(1);
    else if (negative.empty() || lang::same_value(cell, negative))
      values.push_back(0);
    else
      level_of(in, out.levels, column, r, out.name);
  }
}

// Where both are met the event counts, and the other did not come first.
double event_code(const Reader& in, const Json& v, std::size_t row) {
  const auto held = in.holds(v.at("condition"), row);
  if (!held || *held || !v.contains("competing")) return held ? (*held ? 1 : 0) : kMissing;
  const auto other = in.holds(v["competing"], row);
  return other ? (*other ? 2 : 0) : kMissing;
}

void read_survival(const Reader& in, const Json& v, const std::vector<std::size_t>& rows, CohortVariable& out,
                   Cohort& cohort) {
  const std::string column = v.value("column", ""), entry = v.value("entry", "");
  const double factor = v.value("factor", 1.0);
  out.entry = !entry.empty();
  out.competing = v.contains("competing");
  std::vector<double> times, events, entries;
  for (const std::size_t r : rows) {
    const double time = in.number(column, r) * factor;
    if (time < 0) in.fail("out-of-range", column, r, "a survival time of `" + in.cell(column, r) + "` is below 0");
    times.push_back(time);
    events.push_back(event_code(in, v, r));
    if (!out.entry) continue;
    entries.push_back(in.number(entry, r) * factor);
    if (entries.back() >= time)
      in.fail("out-of-range", entry, r,
              "`" + out.name + "` is entered at " + in.cell(entry, r) + ", which is not before its time of " +
                  in.cell(column, r));
  }
  cohort.data.columns.push_back(Column::of_numbers(out.name + ".time", times));
  cohort.data.columns.push_back(Column::of_numbers(out.name + ".event", events));
  if (out.entry) cohort.data.columns.push_back(Column::of_numbers(out.name + ".entry", entries));
}

void read_variable(const Reader& in, const Json& v, const std::vector<std::size_t>& rows, Cohort& cohort) {
  CohortVariable out;
  out.name = v.at("name").get<std::string>();
  out.type = v.at("type").get<std::string>();
  out.outcome = v.value("outcome", false);
  out.unit = v.value("unit", "");
  out.level = v.value("level", "subject");
  if (v.contains("derived")) return derive_variable(v, std::move(out), cohort);
  const std::string column = v.value("column", "");
  const double factor = v.value("factor", 1.0);
  std::vector<double> numbers;

  if (out.type == "binary") {
    read_binary(in, v, rows, out, numbers);
    cohort.data.columns.push_back(Column::of_numbers(out.name, numbers));
  } else if (out.type == "ordinal") {
    out.levels = v.at("levels").get<std::vector<std::string>>();
    for (const std::size_t r : rows)
      numbers.push_back(in.cell(column, r).empty()
                            ? kMissing
                            : static_cast<double>(level_of(in, out.levels, column, r, out.name)) + 1);
    cohort.data.columns.push_back(Column::of_numbers(out.name, numbers));
  } else if (out.type == "continuous") {
    for (const std::size_t r : rows) numbers.push_back(in.number(column, r) * factor);
    cohort.data.columns.push_back(Column::of_numbers(out.name, numbers));
  } else if (out.type == "survival") {
    read_survival(in, v, rows, out, cohort);
  } else {
    out.levels = v.contains("levels") ? v["levels"].get<std::vector<std::string>>() : levels_found(in, column, rows);
    std::vector<std::string> texts;
    for (const std::size_t r : rows)
      texts.push_back(in.cell(column, r).empty() ? "" : out.levels[level_of(in, out.levels, column, r, out.name)]);
    cohort.data.columns.push_back(Column::of_texts(out.name, texts));
  }
  cohort.variables.push_back(std::move(out));
}

struct Flow {
  std::vector<std::string> subject, cohort, status, step, reason;
  void add(const std::string& s, const std::string& c, const std::string& st, const std::string& where,
           const std::string& why) {
    subject.push_back(s);
    cohort.push_back(c);
    status.push_back(st);
    step.push_back(where);
    reason.push_back(why);
  }
};

// Why a case of the table does not enter; "" for those who stay.
std::pair<std::string, std::string> leaves(const Reader& in, std::size_t row) {
  if (in.params.contains("include")) {
    const auto held = in.holds(in.params["include"], row);
    if (!held) return {"include", "include undecided"};
    if (!*held) return {"include", "does not meet include"};
  }
  if (in.params.contains("exclude")) {
    const auto held = in.holds(in.params["exclude"], row);
    if (!held) return {"exclude", "exclude undecided"};
    if (*held) return {"exclude", "meets exclude"};
  }
  return {};
}

// Column of each level's key, in the order of the levels.
std::vector<std::size_t> level_columns(const Reader& in, Cohort& cohort) {
  std::vector<std::size_t> out;
  for (const auto& level : in.params.value("levels", Json::array())) {
    cohort.levels.push_back(level.at("name").get<std::string>());
    out.push_back(column_of(in.csv, level.at("column").get<std::string>(), in.path));
  }
  return out;
}

// Below the subject the id alone does not tell rows apart; doubled keys are an error all the same.
void require_single_keys(const Reader& in, std::size_t id, const std::vector<std::size_t>& keys) {
  if (keys.empty()) {
    rows_by_id(in.csv, id, IdRule(in.params), in.path);
    return;
  }
  std::map<UnitKey, std::size_t> seen;
  for (std::size_t r = 0; r < in.csv.rows(); ++r) {
    UnitKey key{in.csv.cell(r, id)};
    if (key.front().empty()) continue;
    for (const std::size_t k : keys) {
      key.push_back(in.csv.cell(r, k));
      if (key.back().empty())
        in.fail("missing-id", in.csv.columns()[k], r, "a row of `" + key.front() + "` without a key");
    }
    const auto [at, fresh] = seen.emplace(key, r);
    if (fresh) continue;
    in.fail("duplicate-key", in.csv.columns()[keys.back()], r,
            "`" + text_of(key) + "` stands twice, first in line " +
                std::to_string(in.csv.line(in.csv.place(at->second, id).begin)));
  }
}

// What each row that stays lacks; "" where nothing. `missing: error` refuses the first.
std::vector<std::string> lacking_outcomes(const Context& context, const Reader& in, const Cohort& cohort) {
  std::vector<std::string> out(cohort.data.rows());
  for (std::size_t i = 0; i < out.size(); ++i)
    for (const auto& v : cohort.variables) {
      if (!v.outcome) continue;
      const bool survival = v.type == "survival";
      const bool missing = cohort.data.at(survival ? v.name + ".time" : v.name).is_missing(i) ||
                           (survival && cohort.data.at(v.name + ".event").is_missing(i)) ||
                           (v.entry && cohort.data.at(v.name + ".entry").is_missing(i));
      if (!missing) continue;
      if (context.params.value("policy", "error") == "error") {
        Failure failure("missing-outcome",
                        "subject `" + text_of(key_of(cohort.data, cohort.levels, i)) + "` has no `" + v.name +
                            "`; write `missing: exclude` to leave it out of that outcome's analyses");
        failure.file = in.path;
        failure.subject = cohort.data.at("subject").texts[i];
        throw failure;
      }
      out[i] += (out[i].empty() ? "no " : ", no ") + v.name;
    }
  return out;
}

// One line a subject that stays: whole, or what it lacks in how many of its rows.
void tell_subjects(const Cohort& cohort, const std::vector<std::string>& lacking, Flow& flow) {
  std::map<std::string, std::vector<std::size_t>> rows;
  for (std::size_t i = 0; i < lacking.size(); ++i) rows[cohort.data.at("subject").texts[i]].push_back(i);
  for (const auto& subject : cohort.subjects) {
    std::string reason;
    std::size_t touched = 0;
    for (const std::size_t i : rows[subject]) {
      if (lacking[i].empty()) continue;
      ++touched;
      if (reason.empty()) reason = lacking[i];
    }
    if (touched > 0 && rows[subject].size() > 1)
      reason += " in " + std::to_string(touched) + " of " + std::to_string(rows[subject].size()) + " rows";
    flow.add(subject, cohort.name, touched == 0 ? "included" : "incomplete", touched == 0 ? "" : "outcome", reason);
  }
}

engine::Output read_cohort(const Context& context) {
  const Csv csv = read_table(context);
  const Reader in{csv, context.params, context.files.at(0)};
  Cohort cohort;
  cohort.name = context.params.at("name").get<std::string>();
  const std::string id_name = context.params.at("id").get<std::string>();
  const std::size_t id = column_of(csv, id_name, in.path);
  const auto level_keys = level_columns(in, cohort);
  require_single_keys(in, id, level_keys);

  Flow flow;
  std::vector<std::size_t> rows;
  std::vector<std::string> subject_of;
  std::vector<std::vector<std::string>> key_of_row(level_keys.size());
  std::map<std::string, std::vector<std::pair<UnitKey, std::pair<std::string, std::string>>>> left;
  std::vector<std::string> left_order;
  std::set<std::string> stays;
  for (std::size_t r = 0; r < csv.rows(); ++r) {
    const std::string subject = csv.cell(r, id);
    if (subject.empty()) {
      if (context.params.value("policy", "error") == "error")
        in.fail("missing-id", id_name, r, "a case without `" + id_name + "`; write `missing: exclude` to leave it out");
      flow.add("(line " + std::to_string(csv.line(csv.place(r, id).begin)) + ")", cohort.name, "left", "id", "no id");
      continue;
    }
    UnitKey key{subject};
    for (const std::size_t k : level_keys) key.push_back(csv.cell(r, k));
    const auto why = leaves(in, r);
    if (!why.first.empty()) {
      if (left.try_emplace(subject).second) left_order.push_back(subject);
      left[subject].emplace_back(key, why);
      continue;
    }
    rows.push_back(r);
    subject_of.push_back(subject);
    for (std::size_t k = 0; k < level_keys.size(); ++k) key_of_row[k].push_back(key[k + 1]);
    if (stays.insert(subject).second) cohort.subjects.push_back(subject);
  }
  for (const auto& subject : left_order)
    for (const auto& [key, why] : left[subject]) {
      flow.add(stays.contains(subject) ? text_of(key) : subject, cohort.name, "left", why.first, why.second);
      if (!stays.contains(subject)) break;  // the subject leaves once, whatever its rows
    }
  if (rows.empty()) {
    Failure failure("empty-cohort", "no case of `" + in.path + "` stays in cohort `" + cohort.name + "`");
    failure.file = in.path;
    throw failure;
  }
  cohort.data.columns.push_back(Column::of_texts("subject", subject_of));
  for (std::size_t k = 0; k < level_keys.size(); ++k)
    cohort.data.columns.push_back(Column::of_texts(cohort.levels[k], key_of_row[k]));
  for (const auto& v : context.params.at("variables")) read_variable(in, v, rows, cohort);
  tell_subjects(cohort, lacking_outcomes(context, in, cohort), flow);
  cohort.participants.columns = {Column::of_texts("subject", flow.subject), Column::of_texts("cohort", flow.cohort),
                                 Column::of_texts("status", flow.status), Column::of_texts("step", flow.step),
                                 Column::of_texts("reason", flow.reason)};
  return {std::move(cohort), {}};
}

}  // namespace

engine::Operation read_cohort_operation() {
  return engine::Declare<Json>("read_cohort", 1)
      .in("engine")
      .summary("reads the subject table of a cohort, applies include and exclude, and keeps the declared variables")
      .run([](const Json&, const Context& c) { return read_cohort(c); });
}

}  // namespace rgx::stdlib
