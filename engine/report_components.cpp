#include "engine/report_components.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/figure_components.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_numbers.hpp"

namespace rgx::engine {

namespace {

constexpr std::size_t rows_each = 10;

// The strongest loadings of each component, those that are 0 left out.
Table strongest(const Table& t) {
  std::vector<std::string> components;
  for (std::size_t r = 0; r < t.rows(); ++r)
    if (const std::string name = cell(t, "component", r); components.empty() || components.back() != name)
      components.push_back(name);
  std::vector<std::size_t> rows;
  for (const auto& component : components) {
    std::vector<std::size_t> own;
    for (std::size_t r = 0; r < t.rows(); ++r)
      if (std::abs(number(t, "loading", r)) > 0 && cell(t, "component", r) == component) own.push_back(r);
    std::stable_sort(own.begin(), own.end(), [&](auto a, auto b) {
      return std::abs(number(t, "loading", a)) > std::abs(number(t, "loading", b));
    });
    if (own.size() > rows_each) own.resize(rows_each);
    rows.insert(rows.end(), own.begin(), own.end());
  }
  Table out;
  for (const auto& c : t.columns) {
    Column to{c.name, c.kind, {}, {}};
    for (const std::size_t r : rows)
      c.kind == Column::Kind::number ? to.numbers.push_back(c.numbers[r]) : to.texts.push_back(c.texts[r]);
    out.columns.push_back(std::move(to));
  }
  return out;
}

}  // namespace

std::vector<std::string> component_sentences(const ReportView& view, const Json& block) {
  const std::string name = text_at(block, "name");
  const Table* summary = view.table(name + ".summary.csv");
  if (summary == nullptr || summary->rows() == 0) return {"The run directory holds no table of it."};
  const std::string kind = cell(*summary, "kind", 0);
  std::vector<std::string> out{fmt::format("{} of {} {} found in {}.", counted(summary->rows(), "component"),
                                           listed(printed_refs(block, "from")), summary->rows() == 1 ? "was" : "were",
                                           counted(static_cast<std::size_t>(number(*summary, "n", 0)), "case"))};
  std::vector<std::string> found;
  for (std::size_t r = 0; r < std::min<std::size_t>(summary->rows(), 3); ++r) {
    std::string said = code(cell(*summary, "component", r)) +
                       fmt::format(": {} {}", printed_name(kind), effect_size(number(*summary, "statistic", r)));
    if (const double fitted = number(*summary, "correlation", r); !std::isnan(fitted))
      said += ", correlation in the cases fitted " + effect_size(fitted);
    if (const double held = number(*summary, "held_out", r); !std::isnan(held))
      said += ", in held-out cases " + effect_size(held);
    if (const double p = number(*summary, "p", r); !std::isnan(p)) said += ", p " + equals_p(p, std::log10(p));
    found.push_back(said);
  }
  std::string line;
  for (const auto& f : found) line += (line.empty() ? "" : "; ") + f;
  out.push_back(line + ".");
  if (const std::string note = cell(*summary, "note", 0); !note.empty()) out.push_back("Note: " + plain(note) + ".");
  return out;
}

void show_components(const ReportView& view, const Json& block, ReportSection& section) {
  const std::string name = text_at(block, "name");
  const Table *summary = view.table(name + ".summary.csv"), *loadings = view.table(name + ".loadings.csv"),
              *scores = view.table(name + ".scores.csv");
  if (summary == nullptr || loadings == nullptr || scores == nullptr) return;
  const auto add = [&](std::optional<ReportFigure> figure) {
    if (figure) section.parts.push_back(std::move(*figure));
  };
  add(scree_figure(name, *summary));
  add(scores_figure(name, *scores, *loadings));
  add(loadings_figure(name, *loadings));
  section.parts.push_back(ReportTable{"summary-" + stem_of(name), name + ": components", *summary, summary->rows(),
                                      name + ".summary.csv", rows_in_markdown});
  const Table shown = strongest(*loadings);
  section.parts.push_back(ReportTable{"loadings-" + stem_of(name), name + ": the strongest loadings of each component",
                                      shown, loadings->rows(), name + ".loadings.csv", 4 * rows_each});
}

}  // namespace rgx::engine
