#include "engine/report_baseline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_outcomes = 4;
constexpr double imbalance = 0.1;  // above it groups are taken to differ (Austin 2009)

std::vector<std::string> distinct(const Table& t, const char* column, const std::vector<std::size_t>& rows) {
  std::vector<std::string> out;
  for (const std::size_t r : rows)
    if (const std::string v = cell(t, column, r); std::find(out.begin(), out.end(), v) == out.end()) out.push_back(v);
  return out;
}

std::vector<std::size_t> rows_where(const Table& t, const std::string& cohort, const std::string& by) {
  std::vector<std::size_t> out;
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (cell(t, "cohort", r) == cohort && cell(t, "by", r) == by) out.push_back(r);
  return out;
}

// Few digits, as tables of participants have them.
std::string brief(double value) {
  if (std::isnan(value)) return {};
  const double size = std::abs(value);
  const std::string digits = size >= 100 ? fmt::format("{:.0f}", size)
                             : size >= 1 ? fmt::format("{:.1f}", size)
                                         : fmt::format("{:.3g}", size);
  return (value < 0 ? "−" : "") + digits;
}

// What stands in a cell: of numbers, of levels.
std::string mean_sd(const Table& t, std::size_t r) {
  if (std::isnan(number(t, "mean", r))) return "–";
  const std::string sd = brief(number(t, "sd", r));
  return brief(number(t, "mean", r)) + (sd.empty() ? "" : " (" + sd + ")");
}
std::string median_iqr(const Table& t, std::size_t r) {
  if (std::isnan(number(t, "median", r))) return "–";
  return fmt::format("{} [{} to {}]", brief(number(t, "median", r)), brief(number(t, "q1", r)),
                     brief(number(t, "q3", r)));
}
std::string count_percent(const Table& t, std::size_t r) {
  if (std::isnan(number(t, "percent", r))) return readable(number(t, "count", r));
  return fmt::format("{:.0f} ({:.1f} %)", number(t, "count", r), number(t, "percent", r));
}
std::string missing_count(const Table& t, std::size_t r) { return readable(number(t, "missing", r)); }

// One outcome's table: a column for all cases and each group, a line for each statistic.
Table pivot(const Table& t, const std::string& cohort, const std::string& by) {
  const auto all = rows_where(t, cohort, ""),
             grouped = by.empty() ? std::vector<std::size_t>() : rows_where(t, cohort, by);
  const auto groups = distinct(t, "group", grouped);
  std::vector<std::string> columns{"characteristic", "all"};
  for (const auto& group : groups) {
    // The group's size where every variable is of the subject; a variable of a finer level has its own.
    double n = 0;
    for (const std::size_t r : grouped)
      if (cell(t, "group", r) == group) {
        n = number(t, "n", r) + number(t, "missing", r);
        break;
      }
    columns.push_back(fmt::format("{} (n = {:.0f})", group, n));
  }
  if (!groups.empty()) columns.emplace_back("#SMD");
  RowTable out(columns);
  const auto& variables = grouped.empty() ? all : grouped;
  for (const auto& variable : distinct(t, "variable", variables)) {
    std::vector<std::size_t> own;
    for (const std::size_t r : all)
      if (cell(t, "variable", r) == variable) own.push_back(r);
    if (own.empty()) continue;
    const std::string type = cell(t, "type", own.front()), unit = cell(t, "unit", own.front());
    const std::string name = variable + (unit.empty() ? "" : ", " + unit);
    const auto at = [&](const std::string& group, const std::string& level) {
      for (const std::size_t r : grouped)
        if (cell(t, "variable", r) == variable && cell(t, "group", r) == group && cell(t, "level", r) == level)
          return r;
      return t.rows();
    };
    const auto add = [&](const std::string& what, const std::string& level, auto text, bool first) {
      std::size_t of_all = t.rows();
      for (const std::size_t r : own)
        if (cell(t, "level", r) == level) of_all = r;
      std::vector<std::string> row{what, of_all == t.rows() ? "" : text(t, of_all)};
      double smd = std::nan("");
      for (const auto& group : groups) {
        const std::size_t r = at(group, level);
        row.push_back(r == t.rows() ? "" : text(t, r));
        if (r != t.rows()) smd = number(t, "smd", r);
      }
      if (!groups.empty()) row.push_back(first && !std::isnan(smd) ? fmt::format("{:.2f}", smd) : "");
      out.add(std::move(row));
    };
    double lacking = 0;
    for (const std::size_t r : own) lacking = std::max(lacking, number(t, "missing", r));
    const std::string first_level = cell(t, "level", own.front());
    if (type == "continuous") {
      add(name + ", mean (SD)", "", mean_sd, true);
      add(variable + ", median [IQR]", "", median_iqr, false);
    } else if (type == "survival") {
      add(name + ", observed time, median [IQR]", "", median_iqr, false);
      add(variable + ", events, n (%)", "", count_percent, false);
    } else {
      bool first = true;
      for (const auto& level : distinct(t, "level", own)) {
        add(variable + ": " + level + ", n (%)", level, count_percent, first);
        first = false;
      }
    }
    if (lacking > 0) add(variable + ", missing", first_level, missing_count, false);
  }
  return out.table();
}

std::string balance(const Table& t, const std::string& cohort, const std::string& by) {
  std::vector<std::pair<double, std::string>> apart;
  std::size_t compared = 0;
  const auto rows = rows_where(t, cohort, by);
  for (const auto& variable : distinct(t, "variable", rows))
    for (const std::size_t r : rows)
      if (cell(t, "variable", r) == variable) {
        const double smd = number(t, "smd", r);
        compared += !std::isnan(smd);
        if (smd > imbalance) apart.emplace_back(smd, variable);
        break;
      }
  if (compared == 0) return {};
  if (apart.empty())
    return fmt::format("No standardised difference between the groups of {} is above {}.", code(by), imbalance);
  std::stable_sort(apart.begin(), apart.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  const std::size_t most = 3, all = apart.size();
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(most, all); ++i)
    named.push_back(fmt::format("{} ({:.2f})", code(apart[i].second), apart[i].first));
  return fmt::format("Groups of {} differ by more than {} standard deviations in {} of {}{}: {}.", code(by), imbalance,
                     all, counted(compared, "characteristic"), all > most ? ", most in" : "", listed(named));
}

}  // namespace

const Table* baseline_of(const ReportView& view) {
  for (const char* file : {"participants.baseline.csv", "baseline.csv"})
    if (const Table* t = view.table(file); t != nullptr && t->find("smd") != nullptr) return t;
  return nullptr;
}

void show_baseline(const ReportView& view, ReportSection& section) {
  const Table* t = baseline_of(view);
  if (t == nullptr || t->rows() == 0) return;
  section.parts.push_back(ReportText{"### Baseline characteristics"});
  std::vector<std::size_t> every(t->rows());
  for (std::size_t r = 0; r < every.size(); ++r) every[r] = r;
  const auto cohorts = distinct(*t, "cohort", every);
  std::string text;
  std::vector<ReportPart> tables;
  for (const auto& cohort : cohorts) {
    std::vector<std::string> by;
    for (const std::size_t r : every)
      if (const std::string of = cell(*t, "by", r);
          cell(*t, "cohort", r) == cohort && !of.empty() && std::find(by.begin(), by.end(), of) == by.end())
        by.push_back(of);
    const std::size_t all = by.size();
    if (by.empty()) by.emplace_back();
    if (by.size() > most_outcomes) by.resize(most_outcomes);
    for (const auto& outcome : by) {
      const Table shown = pivot(*t, cohort, outcome);
      if (shown.rows() == 0) continue;
      if (const std::string said = outcome.empty() ? "" : balance(*t, cohort, outcome); !said.empty())
        text += (text.empty() ? "" : " ") + said;
      tables.push_back(
          ReportTable{"baseline-" + stem_of(cohort + (outcome.empty() ? "" : "-" + outcome)),
                      "Participants of cohort " + cohort + (outcome.empty() ? "" : " by " + outcome) +
                          (outcome.empty() ? "" : "; SMD: the largest standardised difference between groups"),
                      shown, shown.rows(), "", 100});
    }
    if (all > most_outcomes)
      text += fmt::format("{}Shown are the first {} of {} outcomes of {}.", text.empty() ? "" : " ", most_outcomes, all,
                          code(cohort));
  }
  const std::string file =
      view.table("participants.baseline.csv") != nullptr ? "participants.baseline.csv" : "baseline.csv";
  text += fmt::format("{}[tables/{}](tables/{}) has every group and statistic.", text.empty() ? "" : " ", file, file);
  section.parts.push_back(ReportText{text});
  for (auto& table : tables) section.parts.push_back(std::move(table));
}

}  // namespace rgx::engine
