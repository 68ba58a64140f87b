#include "engine/report_survival.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

template <class Figures>
void put(ReportSection& section, Figures figures) {
  for (auto& figure : figures) section.parts.push_back(std::move(figure));
}

std::string time_text(double time, const std::string& unit) {
  return std::isnan(time) ? "not reached" : fmt::format("{} {}s", readable(time), unit);
}

// "1205 days (95 % CI 1147 to not reached)"
std::string median_of(const Table& t, std::size_t r) {
  const double median = number(t, "median", r), low = number(t, "median_ci_low", r),
               high = number(t, "median_ci_high", r);
  std::string out = time_text(median, plain(cell(t, "unit", r)));
  const auto bound = [](double v) { return std::isnan(v) ? std::string("not reached") : readable(v); };
  if (!std::isnan(low)) out += fmt::format(" (95 % CI {} to {})", bound(low), bound(high));
  return out;
}

}  // namespace

std::vector<std::string> survival_sentences(const ReportView& view, const std::string& block) {
  constexpr std::size_t most_results = 2, most_groups = 6;
  const Table* t = view.table(block + ".summary.csv");
  if (t == nullptr || t->find("median") == nullptr || t->find("subset") == nullptr) return {};
  std::vector<std::string> out;
  for (std::size_t r = 0; r < t->rows() && out.size() < most_results;) {
    const auto same = [&](std::size_t other) {
      for (const char* column : {"feature", "outcome", "cohort", "subset"})
        if (cell(*t, column, other) != cell(*t, column, r)) return false;
      return true;
    };
    std::size_t end = r;
    std::vector<std::string> groups;
    for (; end < t->rows() && same(end); ++end)
      groups.push_back(fmt::format("{} in group {} ({} of {} with the event)", median_of(*t, end),
                                   code(cell(*t, "group", end)), cell(*t, "events", end), cell(*t, "n", end)));
    if (groups.size() <= most_groups) {
      std::string text = "Median " + code(cell(*t, "feature", r)) + " by " + code(cell(*t, "outcome", r));
      if (const std::string subset = cell(*t, "subset", r); !subset.empty()) text += " in " + code(subset);
      out.push_back(text + ": " + listed(groups) + ".");
    }
    r = end;
  }
  return out;
}

std::string proportionality_sentence(const Table& table) {
  constexpr std::string_view mark = "proportional hazards p = ";
  constexpr std::size_t most = 3;
  std::vector<std::string> doubtful;
  std::size_t n = 0;
  for (std::size_t r = 0; r < table.rows(); ++r) {
    const std::string note = cell(table, "note", r);
    const auto at = note.find(mark);
    double p = 1;
    if (at == std::string::npos) continue;
    std::from_chars(note.data() + at + mark.size(), note.data() + note.size(), p);
    if (!(p < 0.05) || ++n > most) continue;
    doubtful.push_back(code(table.columns[0].cell(r)) + " (p " + equals_p(p, std::nan("")) + ")");
  }
  if (n == 0) return {};
  std::string out = "Hazards were not proportional for " + listed(doubtful);
  if (n > most) out += fmt::format(" and {} more", n - most);
  return out + fmt::format(": {} over the time followed.",
                           n == 1 ? "its hazard ratio is an average" : "these hazard ratios are averages");
}

void show_survival(const ReportView& view, const std::string& block, const Table& table, ReportSection& section) {
  if (const Table* curve = view.table(block + ".curve.csv"); curve != nullptr && curve->find("subset") != nullptr) {
    const Table* summary = view.table(block + ".summary.csv");
    put(section, survival_figures(block, table, *curve, summary));
    if (summary != nullptr)
      section.parts.push_back(ReportTable{"survival-" + stem_of(block) + "-summary", block + ": survival of each group",
                                          *summary, summary->rows(), block + ".summary.csv", rows_in_markdown});
  }
  const Table* coefficients = view.table(block + ".coefficients.csv");
  if (coefficients == nullptr || coefficients->find("ph_p") == nullptr) return;
  section.parts.push_back(ReportTable{"cox-" + stem_of(block) + "-coefficients", block + ": every coefficient",
                                      *coefficients, coefficients->rows(), block + ".coefficients.csv",
                                      rows_in_markdown});
  if (const Table* residuals = view.table(block + ".residuals.csv")) put(section, residual_figures(block, *residuals));
  if (const Table* change = view.table(block + ".schoenfeld.csv"))
    put(section, schoenfeld_figures(block, *change, *coefficients));
}

}  // namespace rgx::engine
