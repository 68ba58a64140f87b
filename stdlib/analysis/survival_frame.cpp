#include "stdlib/analysis/survival_frame.hpp"

#include <algorithm>
#include <cmath>

#include "engine/second_stage.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/compare_driver.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/params.hpp"
#include "stdlib/analysis/second_stage.hpp"
#include "stdlib/analysis/time_unit.hpp"

namespace rgx::stdlib {

using engine::Context;
using engine::Failure;
using engine::Json;

namespace {

std::vector<ResultRow> pair_rows(const ResultRow& parent, const SurvivalGroups& groups, const Frame& frame,
                                 const std::vector<stats::PairResult>& pairs) {
  std::vector<ResultRow> out;
  for (const auto& pair : pairs) {
    ResultRow row;
    row.first = parent.first;
    row.second = parent.second;
    row.cohort = parent.cohort;
    row.group = parent.group;
    row.family = parent.family;
    row.term = groups.levels[static_cast<std::size_t>(pair.upper)] + " vs " +
               groups.levels[static_cast<std::size_t>(pair.lower)];
    row.note = engine::second_stage_note;
    row.take(pair.result);
    std::vector<int> codes;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < groups.group.size(); ++i)
      if (groups.group[i] == pair.lower || groups.group[i] == pair.upper) {
        codes.push_back(groups.group[i]);
        rows.push_back(groups.rows[i]);
      }
    row.groups = group_counts(codes, groups.levels, true);
    row.n = rows.size();
    row.subjects = frame.subjects_of(rows);
    out.push_back(std::move(row));
  }
  return out;
}

}  // namespace

SurvivalTimes::SurvivalTimes(const Context& context)
    : frame_(context), outcome_(frame_.outcome(context.params.at("of"))) {
  if (outcome_.type != "survival")
    throw Failure("wrong-type", "`" + outcome_.name + "` is " + outcome_.type + "; times to an event are needed");
  const auto* declared = context.all("cohort").at(0)->as<engine::Cohort>().variable(outcome_.name);
  unit_ = declared->unit;
  unit_factor_ = time_unit(unit_).seconds;
}

bool SurvivalTimes::known(std::size_t row) const { return has_value(outcome_, row); }

void SurvivalTimes::require_one_event() const {
  if (std::ranges::find(outcome_.events, 2.0) != outcome_.events.end())
    throw Failure("wrong-test", "`" + outcome_.name + "` has events that compete with its own",
                  "`gray` compares cumulative incidences");
}

stats::SurvivalCases SurvivalTimes::of_rows(const std::vector<std::size_t>& rows) const {
  stats::SurvivalCases out;
  std::vector<std::string> negative;
  for (const std::size_t r : rows) {
    out.time.push_back(outcome_.numbers[r]);
    out.event.push_back(static_cast<int>(outcome_.events[r]));
    if (!outcome_.entries.empty()) out.entry.push_back(outcome_.entries[r]);
    if (outcome_.numbers[r] < 0) negative.push_back(frame_.subject()[r]);
  }
  if (!negative.empty())
    throw Failure("out-of-range",
                  "`" + outcome_.name + "` has a negative time in " + std::to_string(negative.size()) +
                      (negative.size() == 1 ? " subject, `" : " subjects, the first `") + negative.front() + "`",
                  "a time runs from the beginning of the observation; correct it or exclude the subject");
  return out;
}

SurvivalAsked survival_asked(const Context& context, const SurvivalTimes& times) {
  const Json& args = context.params.at("args");
  SurvivalAsked out;
  out.interval = stats::survival_interval_named(args.value("interval", "log")).value();
  if (args.contains("landmarks") && !args["landmarks"].is_null())
    for (const auto& v : args["landmarks"]) out.landmarks.push_back(times.in_unit(v.get<double>()));
  std::ranges::sort(out.landmarks);
  if (args.contains("tau") && args["tau"].is_number()) out.tau = times.in_unit(args["tau"].get<double>());
  return out;
}

std::vector<lang::Param> survival_params() {
  lang::Param interval = choice_of("interval", {"log", "log_log", "plain"},
                                   "scale of the curves' 95 % interval: ln S, ln(-ln S), or S itself");
  lang::Param landmarks;
  landmarks.name = "landmarks";
  landmarks.type = lang::ParamType::numbers;
  landmarks.dimension = "time";
  landmarks.list = true;
  landmarks.low = 0;
  landmarks.text = "times at which survival is given, as `[12 month, 24 month]`";
  return {std::move(interval), std::move(landmarks)};
}

lang::Param tau_param() {
  lang::Param tau;
  tau.name = "tau";
  tau.dimension = "time";
  tau.low = 0;
  tau.text = "the horizon; left out: the smallest of the groups' last times";
  return tau;
}

double horizon(const SurvivalAsked& asked, const SurvivalTimes& times, const std::vector<std::string>& levels,
               const std::vector<stats::SurvivalCurve>& curves) {
  if (std::isnan(asked.tau)) return stats::common_follow_up(curves);
  for (std::size_t g = 0; g < curves.size(); ++g) {
    const auto& c = curves[g];
    if (c.time.empty() || c.time.back() >= asked.tau || c.survival.back() == 0) continue;
    throw Failure("out-of-range",
                  "`tau: " + engine::shortest(asked.tau) + " " + times.unit() +
                      "` lies beyond what is known of the group `" + levels.at(g) + "`: its last case, at " +
                      engine::shortest(c.time.back()) + " " + times.unit() + ", is censored",
                  "the largest horizon that all groups reach is " + engine::shortest(stats::common_follow_up(curves)) +
                      " " + times.unit());
  }
  return asked.tau;
}

SurvivalGroups survival_groups(const SurvivalTimes& times, const FrameOutcome& by,
                               const std::vector<FrameColumn>& strata, const std::vector<std::size_t>& rows) {
  SurvivalGroups out;
  out.levels = by.levels;
  for (const std::size_t r : rows) {
    if (by.codes[r] < 0 || !times.known(r) || !has_values(strata, r)) continue;
    out.rows.push_back(r);
    out.group.push_back(by.codes[r]);
  }
  out.cases = times.of_rows(out.rows);
  if (!strata.empty()) out.stratum = strata_of(strata, out.rows);
  return out;
}

FrameOutcome groups_by(const Context& context, const Frame& frame) {
  FrameOutcome by = frame.outcome(context.params.at("outcome"));
  if (by.codes.empty()) throw Failure("wrong-type", "`" + by.name + "` is " + by.type + "; groups are needed");
  return by;
}

ResultRow survival_row(const Context& context, const SurvivalTimes& times, const SurvivalGroups& groups,
                       const std::string& by, const std::string& subset) {
  ResultRow row;
  row.first = times.outcome().name;
  row.second = by;
  row.cohort = times.frame().cohort_label();
  row.group = subset;
  row.family = context.params.value("family", "");
  row.groups = group_counts(groups.group, groups.levels);
  return row;
}

engine::Output compare_survival(const Context& context, const SurvivalTest& test) {
  const SurvivalTimes times(context);
  const Frame& frame = times.frame();
  const FrameOutcome by = groups_by(context, frame);
  times.require_one_event();
  const auto strata = frame.columns(selections(context, "strata"));
  const SurvivalAsked asked = survival_asked(context, times);
  const Groups subsets = groups_of(context, frame);
  SurvivalTables tables(times.unit(), asked.landmarks);
  std::vector<ResultRow> rows;
  std::vector<std::vector<ResultRow>> pairs;
  for (std::size_t i = 0; i < subsets.rows.size(); ++i) {
    const SurvivalGroups groups = survival_groups(times, by, strata, subsets.rows[i]);
    const auto curves = stats::kaplan_meier(groups.cases, groups.group, groups.groups(), asked.interval);
    const double tau = horizon(asked, times, groups.levels, curves);
    const SurvivalTested made = test(groups, curves, tau);
    ResultRow row = survival_row(context, times, groups, by.name, subsets.names[i]);
    row.take(made.result);
    row.add_note(made.note);
    row.n = groups.rows.size();
    row.subjects = frame.subjects_of(groups.rows);
    pairs.push_back(pair_rows(row, groups, frame, made.pairs));
    tables.add({row.first, row.second, row.cohort, row.group}, groups.levels, curves, tau, stats::missing, "");
    rows.push_back(std::move(row));
  }
  const std::size_t each = rows.size();
  SecondStage stage;
  if (each > 1) rows = with_heterogeneity(std::move(rows), each, 1);
  rows = with_second_stage(std::move(rows), pairs, each, stage);
  engine::Table table = result_table(rows, {"feature", "outcome"});
  if (!stage.empty()) table.meta["second_stage"] = stage;
  table.meta["survival"] = tables.json();
  return {std::move(table), {}};
}

}  // namespace rgx::stdlib
