// Which values are missing together: patterns over subjects, drawn and in words.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/figure.hpp"
#include "engine/figure_rows.hpp"
#include "engine/report_baseline.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_patterns = 40;

struct Patterns {
  std::vector<std::string> variables;     // in the order of the table
  std::map<std::string, double> lacking;  // variable → subjects that lack some or all of it
  double subjects = 0, complete = 0;
  std::size_t n = 0;
};

Patterns read(const std::string& cohort, const Table& t) {
  Patterns out;
  std::map<double, double> sizes;
  std::map<double, bool> whole;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (cell(t, "cohort", r) != cohort) continue;
    const std::string variable = cell(t, "variable", r);
    if (std::find(out.variables.begin(), out.variables.end(), variable) == out.variables.end())
      out.variables.push_back(variable);
    const double pattern = number(t, "pattern", r), n = number(t, "n", r);
    sizes[pattern] = n;
    const bool lacks = !cell(t, "missing", r).empty();
    if (lacks) out.lacking[variable] += n;
    whole.emplace(pattern, true);
    if (lacks) whole[pattern] = false;
  }
  for (const auto& [pattern, n] : sizes) {
    out.subjects += n;
    if (whole[pattern]) out.complete += n;
  }
  out.n = sizes.size();
  return out;
}

}  // namespace

std::optional<ReportFigure> missingness_figure(const std::string& cohort, const Table& t) {
  const Patterns all = read(cohort, t);
  if (all.lacking.empty()) return std::nullopt;
  Json values = Json::array(), sizes = Json::array();
  std::size_t last = 0;
  for (std::size_t r = 0; r < t.rows(); ++r) {
    if (cell(t, "cohort", r) != cohort) continue;
    const auto pattern = static_cast<std::size_t>(number(t, "pattern", r));
    if (pattern > most_patterns) continue;
    const std::string missing = cell(t, "missing", r);
    values.push_back({{"pattern", pattern},
                      {"variable", cell(t, "variable", r)},
                      {"kind", cell(t, "kind", r)},
                      {"value", missing.empty()     ? "present"
                                : missing == "some" ? "in part"
                                                    : "missing"},
                      {"n", number(t, "n", r)}});
    if (pattern != last) sizes.push_back({{"pattern", pattern}, {"n", number(t, "n", r)}});
    last = pattern;
  }
  const double wide = std::clamp(24.0 * static_cast<double>(all.variables.size()), 120.0, 620.0);
  const double high = 16.0 * static_cast<double>(std::min(all.n, most_patterns));
  const Json y{{"field", "pattern"}, {"type", "ordinal"}, {"title", nullptr}, {"axis", nullptr}};
  const Json cells{
      {"width", wide},
      {"height", high},
      {"data", {{"values", values}}},
      {"mark", {{"type", "rect"}, {"stroke", "#ffffff"}, {"strokeWidth", 1}, {"aria", false}}},
      {"encoding",
       {{"x",
         {{"field", "variable"},
          {"type", "nominal"},
          {"sort", all.variables},
          {"title", nullptr},
          {"axis", {{"labelAngle", -60}, {"labelLimit", 200}, {"orient", "bottom"}}}}},
        {"y", y},
        {"color",
         {{"field", "value"},
          {"type", "nominal"},
          {"title", nullptr},
          {"scale", {{"domain", {"present", "in part", "missing"}}, {"range", {ink::sky, "#e69f00", "#d55e00"}}}},
          {"legend", {{"orient", "top"}}}}},
        {"tooltip",
         {{{"field", "variable"}, {"title", "variable"}},
          {{"field", "kind"}, {"title", "kind"}},
          {{"field", "value"}, {"title", "value"}},
          {{"field", "n"}, {"title", "subjects"}}}}}}};
  const Json bars{
      {"width", 90},
      {"height", high},
      {"data", {{"values", sizes}}},
      {"encoding", {{"y", y}, {"x", {{"field", "n"}, {"type", "quantitative"}, {"title", "subjects"}}}}},
      {"layer", Json::array({Json{{"mark", {{"type", "bar"}, {"color", ink::sky}, {"aria", false}}}},
                             Json{{"mark", {{"type", "text"}, {"align", "left"}, {"dx", 3}, {"aria", false}}},
                                  {"encoding", {{"text", {{"field", "n"}, {"type", "quantitative"}}}}}}})}};
  const std::string alt =
      fmt::format("Missing values of cohort {}: {} patterns over {} variables, {:.0f} of {:.0f} subjects complete",
                  cohort, all.n, all.variables.size(), all.complete, all.subjects);
  std::string caption = fmt::format(
      "**Missing values, cohort {}.** A row a pattern, the commonest first, with the subjects that have it; a column "
      "for "
      "each variable, table of features or matrix that somebody lacks.",
      code(cohort));
  if (all.n > most_patterns)
    caption += fmt::format(" Drawn are the {} commonest of {} patterns.", most_patterns, all.n);
  const Json spec{{"hconcat", Json::array({cells, bars})}, {"spacing", 14}};
  return ReportFigure{"missingness-" + stem_of(cohort), caption, alt, with_look(spec, alt)};
}

void show_missingness(const ReportView& view, ReportSection& section) {
  const Table* t = view.table("participants.missingness.csv");
  if (t == nullptr) t = view.table("missingness.csv");
  if (t == nullptr || t->find("pattern") == nullptr) return;
  bool headed = false;
  for (const Json* block : view.blocks("cohort")) {
    const std::string cohort = text_at(*block, "name");
    const Patterns all = read(cohort, *t);
    if (all.variables.empty()) continue;
    if (!headed) section.parts.push_back(ReportText{"### Missing values"});
    headed = true;
    std::vector<std::string> lacking;
    for (const auto& variable : all.variables)
      if (const auto at = all.lacking.find(variable); at != all.lacking.end())
        lacking.push_back(fmt::format("{} ({:.0f})", code(variable), at->second));
    constexpr std::size_t most = 12;
    const std::size_t more = lacking.size() > most ? lacking.size() - most : 0;
    if (more > 0) {
      lacking.resize(most);
      lacking.push_back(fmt::format("{} more", more));
    }
    section.parts.push_back(ReportText{
        lacking.empty()
            ? fmt::format("No declared variable, feature or molecular value of the {:.0f} subjects of {} is missing.",
                          all.subjects, code(cohort))
            : fmt::format(
                  "Of the {:.0f} subjects of {}, {:.0f} lack nothing. Subjects that lack all or part of it: {}.",
                  all.subjects, code(cohort), all.complete, listed(lacking))});
    add(section, missingness_figure(cohort, *t));
  }
}

}  // namespace rgx::engine
