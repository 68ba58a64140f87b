// Events that compete: cumulative incidence by group, and Gray's test.
#include <algorithm>
#include <cmath>

#include "stats/survival/competing.hpp"
#include "stdlib/analysis/by_group.hpp"
#include "stdlib/analysis/carried_tables.hpp"
#include "stdlib/analysis/design.hpp"
#include "stdlib/analysis/operations.hpp"
#include "stdlib/analysis/survival_frame.hpp"

namespace rgx::stdlib {

using engine::Column;
using engine::Context;
using engine::Declare;
using engine::Json;
using engine::Operation;
using engine::Table;

namespace {

struct Incidence {
  std::string outcome, by, cohort, subset, group, unit;
  std::size_t competing = 0;
  stats::SurvivalCurve any;          // until any event: who is at risk, and when cases left
  stats::CumulativeIncidence curve;  // at times of the event alone
  double last() const { return any.time.back(); }
  // Events of its own at a time of `any`.
  double own_at(double time) const {
    const auto at = std::ranges::lower_bound(curve.time, time);
    return at != curve.time.end() && *at == time ? curve.count[static_cast<std::size_t>(at - curve.time.begin())] : 0;
  }
};

stats::CompetingCases competing_cases(const SurvivalGroups& groups, int only) {
  stats::CompetingCases out;
  std::vector<double> time;
  for (std::size_t i = 0; i < groups.group.size(); ++i) {
    if (only >= 0 && groups.group[i] != only) continue;
    time.push_back(groups.cases.time[i]);
    out.cause.push_back(groups.cases.event[i]);
  }
  out.time = Eigen::Map<const Eigen::VectorXd>(time.data(), static_cast<Eigen::Index>(time.size()));
  return out;
}

stats::SurvivalCases until_any(const stats::CompetingCases& cases) {
  stats::SurvivalCases out;
  out.time.assign(cases.time.begin(), cases.time.end());
  for (const int cause : cases.cause) out.event.push_back(cause > 0);
  return out;
}

// The first five columns of both tables.
template <class Rows, class Of>
void add_keys(Table& out, const Rows& rows, const Of& of) {
  const std::pair<const char*, std::string Incidence::*> keys[] = {{"feature", &Incidence::outcome},
                                                                   {"outcome", &Incidence::by},
                                                                   {"cohort", &Incidence::cohort},
                                                                   {"subset", &Incidence::subset},
                                                                   {"group", &Incidence::group}};
  for (const auto& [name, part] : keys) {
    std::vector<std::string> texts;
    for (const auto& row : rows) texts.push_back(of(row).*part);
    out.columns.push_back(Column::of_texts(name, std::move(texts)));
  }
}

Table curve_of(const std::vector<Incidence>& all) {
  struct Step {
    const Incidence* of;
    std::size_t place;
  };
  std::vector<Step> steps;
  for (const auto& one : all)
    for (std::size_t k = 0; k < one.any.time.size(); ++k) steps.push_back({&one, k});
  Table out;
  add_keys(out, steps, [](const Step& s) -> const Incidence& { return *s.of; });
  const auto numbers = [&](const char* name, const auto& of) {
    std::vector<double> v;
    for (const Step& s : steps) v.push_back(of(*s.of, s.place));
    out.columns.push_back(Column::of_numbers(name, std::move(v)));
  };
  numbers("time", [](const Incidence& one, std::size_t k) { return one.any.time[k]; });
  numbers("at_risk", [](const Incidence& one, std::size_t k) { return one.any.at_risk[k]; });
  numbers("events", [](const Incidence& one, std::size_t k) { return one.own_at(one.any.time[k]); });
  numbers("competing",
          [](const Incidence& one, std::size_t k) { return one.any.events_at[k] - one.own_at(one.any.time[k]); });
  numbers("censored", [](const Incidence& one, std::size_t k) { return one.any.censored_at[k]; });
  const auto step = [&](const char* name, std::vector<double> stats::CumulativeIncidence::*part, double before) {
    numbers(name, [part, before](const Incidence& one, std::size_t k) {
      return stats::step_at(one.curve, one.curve.*part, one.any.time[k], before);
    });
  };
  step("incidence", &stats::CumulativeIncidence::estimate, 0);
  step("ci_low", &stats::CumulativeIncidence::ci_low, stats::missing);
  step("ci_high", &stats::CumulativeIncidence::ci_high, stats::missing);
  return out;
}

Table summary_of(const std::vector<Incidence>& all, const std::vector<double>& landmarks) {
  Table out;
  add_keys(out, all, [](const Incidence& one) -> const Incidence& { return one; });
  const auto numbers = [&](const std::string& name, const auto& of) {
    std::vector<double> v;
    for (const auto& one : all) v.push_back(of(one));
    out.columns.push_back(Column::of_numbers(name, std::move(v)));
  };
  numbers("n", [](const Incidence& one) { return static_cast<double>(one.curve.n); });
  numbers("events", [](const Incidence& one) { return static_cast<double>(one.curve.events); });
  numbers("competing", [](const Incidence& one) { return static_cast<double>(one.competing); });
  std::vector<std::string> units, notes(all.size());
  for (const auto& one : all) units.push_back(one.unit);
  out.columns.push_back(Column::of_texts("unit", std::move(units)));
  for (std::size_t k = 0; k < landmarks.size(); ++k) {
    const std::string n = std::to_string(k + 1);
    const double t = landmarks[k];
    const auto at = [t](const Incidence& one, const std::vector<double>& column, double before) {
      return t > one.last() ? stats::missing : stats::step_at(one.curve, column, t, before);
    };
    numbers("landmark_" + n, [t](const Incidence&) { return t; });
    numbers("incidence_" + n, [at](const Incidence& one) { return at(one, one.curve.estimate, 0); });
    numbers("incidence_" + n + "_ci_low",
            [at](const Incidence& one) { return at(one, one.curve.ci_low, stats::missing); });
    numbers("incidence_" + n + "_ci_high",
            [at](const Incidence& one) { return at(one, one.curve.ci_high, stats::missing); });
  }
  out.columns.push_back(Column::of_texts("note", std::move(notes)));
  return out;
}

engine::Output compare_incidence(const Context& context) {
  const SurvivalTimes times(context);
  const Frame& frame = times.frame();
  const FrameOutcome by = groups_by(context, frame);
  const auto strata = frame.columns(selections(context, "strata"));
  const Groups subsets = groups_of(context, frame);
  std::vector<Incidence> curves;
  std::vector<ResultRow> rows;
  for (std::size_t i = 0; i < subsets.rows.size(); ++i) {
    const SurvivalGroups groups = survival_groups(times, by, strata, subsets.rows[i]);
    ResultRow row = survival_row(context, times, groups, by.name, subsets.names[i]);
    row.take(stats::gray_test(competing_cases(groups, -1), groups.group, groups.stratum));
    row.n = groups.rows.size();
    row.subjects = frame.subjects_of(groups.rows);
    for (int g = 0; g < groups.groups(); ++g) {
      const stats::CompetingCases cases = competing_cases(groups, g);
      if (cases.cause.empty()) continue;
      Incidence one{row.first,
                    row.second,
                    row.cohort,
                    row.group,
                    groups.levels[static_cast<std::size_t>(g)],
                    times.unit(),
                    0,
                    stats::kaplan_meier(until_any(cases), {}, 1).front(),
                    stats::cumulative_incidence(cases)};
      for (const int cause : cases.cause) one.competing += cause == 2;
      curves.push_back(std::move(one));
    }
    rows.push_back(std::move(row));
  }
  engine::Table table = result_table(rows, {"feature", "outcome"});
  table.meta["survival"] = {{"curve", carried(curve_of(curves))},
                            {"summary", carried(summary_of(curves, survival_asked(context, times).landmarks))}};
  return {std::move(table), {}};
}

}  // namespace

Operation gray_operation() {
  lang::TestRule rule{{"binary", "nominal", "ordinal"}, 2, 0, {}, "gray"};
  rule.compares_survival = rule.stratifies = rule.takes_competing = true;
  auto made = Declare<Json>("gray", 1).role(lang::Role::test).in("compare");
  made.param(survival_params().back());  // landmarks
  return made.test(rule)
      .summary("Gray's test of the cumulative incidence between groups, where another event may come first")
      .details(
          "`cmprsk::cuminc`: cumulative incidence by Aalen and Johansen with Aalen's variance, 95 % intervals on "
          "ln(-ln F), and Gray's χ² with groups - 1 degrees of freedom, within `strata`. NAME.curve.csv holds "
          "`competing` events beside the event's own and `incidence` in place of `survival`, NAME.summary.csv n, "
          "events, competing events and the "
          "incidence at `landmarks`. Without competing events it is close to the log-rank test. There is no estimate "
          "of the effect: `associate` has one.")
      .methods("Cumulative incidences, with other events competing, were compared by Gray's test.")
      .cites({"gray1988"})
      .run([](const Json&, const Context& c) { return compare_incidence(c); });
}

}  // namespace rgx::stdlib
