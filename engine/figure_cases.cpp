// The cases behind the strongest tests.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/figure.hpp"
#include "engine/figure_case_panels.hpp"
#include "engine/figure_rows.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t most_panels = 6;

double number_in(const Column* column, std::size_t row) {
  return column != nullptr && column->kind == Column::Kind::number ? column->numbers[row] : std::nan("");
}

std::string text_in(const Column* column, std::size_t row) { return column == nullptr ? "" : column->cell(row); }

std::vector<CaseFinding> findings_of(const Table& top) {
  std::vector<CaseFinding> out;
  if (top.columns.size() < 3) return out;
  const Column *group = top.find("group"), *value = top.find("value"), *of_class = top.find("class"),
               *number = top.find("number");
  for (std::size_t r = 0; r < top.rows(); ++r) {
    const std::string first = top.columns[0].cell(r), second = top.columns[1].cell(r), in = text_in(group, r);
    if (out.empty() || out.back().first != first || out.back().second != second || out.back().group != in)
      out.push_back({first, second, in, {}, {}, {}, {}});
    CaseFinding& f = out.back();
    const double v = number_in(value, r), w = number_in(number, r);
    const std::string name = text_in(of_class, r);
    if (!std::isfinite(v) || (name.empty() && !std::isfinite(w))) continue;
    f.value.push_back(v);
    if (name.empty()) {
      f.number.push_back(w);
      continue;
    }
    const auto at = std::find(f.classes.begin(), f.classes.end(), name);
    f.class_of.push_back(static_cast<std::size_t>(at - f.classes.begin()));
    if (at == f.classes.end()) f.classes.push_back(name);
  }
  std::erase_if(out, [](const CaseFinding& f) {
    const bool whole = f.class_of.empty() ? f.number.size() == f.value.size() : f.class_of.size() == f.value.size();
    return !whole || f.value.size() < 2 || f.classes.size() > most_case_classes;
  });
  if (out.size() > most_panels) out.resize(most_panels);
  return out;
}

}  // namespace

std::optional<ReportFigure> case_plots(const std::string& block, const Table& table, const Table& top, bool adjusted) {
  const auto findings = findings_of(top);
  if (findings.empty() || table.columns.size() < 2) return std::nullopt;
  const TestRows rows(table);
  std::map<std::vector<std::string>, std::size_t> row_of;
  for (std::size_t r = 0; r < rows.size(); ++r)
    if (rows.term(r).empty() && rows.counts(r))
      row_of.emplace(std::vector{rows.first(r), rows.second(r), rows.group(r)}, r);
  std::vector<Json> views;
  std::size_t left_out = 0, strips = 0, lines = 0;
  bool logarithm = false;
  for (const auto& f : findings) {
    const auto at = row_of.find({f.first, f.second, f.group});
    const bool linear =
        at != row_of.end() && !adjusted && (rows.kind(at->second) == "pearson_r" || rows.kind(at->second) == "beta");
    const bool by_class = !f.class_of.empty();
    CasePanel panel = by_class ? strip_panel(f) : scatter_panel(f, linear);
    strips += by_class;
    lines += panel.line;
    left_out += panel.left_out;
    logarithm = logarithm || panel.logarithm;
    Json title{{"text", over_lines(f.first)}, {"fontSize", 11}, {"fontWeight", "bold"}, {"anchor", "start"}};
    if (at != row_of.end()) {
      std::string said = "p " + equals_p(rows.p(at->second), rows.log10_p(at->second));
      if (!std::isnan(rows.q(at->second))) said += ", q " + equals_p(rows.q(at->second), std::nan(""));
      title["subtitle"] = said;
    }
    panel.view["title"] = title;
    views.push_back(std::move(panel.view));
  }
  const std::size_t scatters = findings.size() - strips;
  Json spec = views.size() == 1 ? views.front() : Json{{"concat", views}, {"columns", 3}, {"spacing", 24}};
  if (views.size() > 1) spec["resolve"] = {{"scale", {{"color", "independent"}}}};
  const std::string alt = fmt::format("Cases behind the {} strongest tests of {}", findings.size(), block);
  std::string caption = fmt::format("**Cases, {}.** Of the {} with the smallest p, a point a case", code(block),
                                    counted(findings.size(), "test"));
  if (strips > 0)
    caption +=
        "; boxes reach from the first to the third quartile and show the median, whiskers lead to the farthest case "
        "within one and a half of their height";
  if (scatters > 0)
    caption +=
        strips > 0 ? "; numbers against each other are scattered" : "; the left side of the test lies horizontally";
  if (lines > 0) caption += "; lines by least squares";
  caption += ".";
  if (logarithm) caption += " Axes are logarithmic where values run over orders of magnitude.";
  if (adjusted) caption += " The tests held covariates fixed; the values here are as they are.";
  if (left_out > 0)
    caption += fmt::format(" {} not drawn: the others stand evenly for them by rank.",
                           counted(left_out, "case is", "cases are"));
  return ReportFigure{"cases-" + stem_of(block), caption, alt, with_look(std::move(spec), alt)};
}

}  // namespace rgx::engine