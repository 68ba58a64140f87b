// The summary: the whole report in a few numbers and sentences.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report_cells.hpp"
#include "engine/report_participants.hpp"
#include "engine/report_sections.hpp"
#include "engine/report_tally.hpp"

namespace rgx::engine {

namespace {

ReportTiles tiles_of(const ReportView& view) {
  ReportTiles out;
  for (const auto& flow : cohort_flows(view))
    if (flow.known && out.tiles.size() < 2)
      out.tiles.push_back({std::to_string(flow.remaining),
                           fmt::format("subjects in {}, of {} in the table", flow.cohort, flow.in_table)});
  std::size_t tested = 0, rejected = 0;
  for (const auto& f : list_at(view.study, "families")) {
    const FamilyTally t = tally(view, f);
    tested += t.tested;
    rejected += t.rejected;
  }
  if (tested > 0) out.tiles.push_back({fmt::format("{} / {}", rejected, tested), "tests rejected after correction"});
  std::size_t models = 0;
  for (const Json* block : view.blocks("model"))
    for (const auto& stem : view.results_of_model(text_at(*block, "name"))) {
      const Table& metrics = *view.table(stem + ".metrics.csv");
      if (metrics.rows() == 0 || ++models > 3) continue;
      const double low = number(metrics, "ci_low", 0), high = number(metrics, "ci_high", 0);
      std::string label = printed_name(metrics.at("metric").cell(0)) + " of " + stem;
      if (!std::isnan(low) && !std::isnan(high)) label += fmt::format(", 95 % CI {:.2f} to {:.2f}", low, high);
      const double estimate = number(metrics, "estimate", 0);
      out.tiles.push_back({std::isnan(estimate) ? std::string("none") : fmt::format("{:.2f}", estimate), label});
    }
  if (const Table* table = view.table("published.csv"))
    if (const Column* verdict = table->find("verdict"); verdict != nullptr && verdict->kind == Column::Kind::text)
      out.tiles.push_back(
          {fmt::format("{} / {}", std::count(verdict->texts.begin(), verdict->texts.end(), "met"), table->rows()),
           "published numbers met"});
  return out;
}

}  // namespace

ReportSection summary_section(const ReportView& view) {
  ReportSection section{"summary", "Summary", {}};
  const std::string question = text_at(view.study, "question");
  std::string text;
  for (const auto& flow : cohort_flows(view)) {
    if (!flow.known) continue;
    text += fmt::format("- **Participants**, {}: {} of {} in the table", code(flow.cohort),
                        counted(flow.remaining, "subject"), flow.in_table);
    std::vector<std::string> outcomes;
    for (const auto& o : flow.outcomes) outcomes.push_back(fmt::format("{} for {}", o.complete, code(o.name)));
    if (!outcomes.empty()) text += "; with a value " + listed(outcomes);
    text += ".\n";
  }
  for (const Json* block : shown_blocks(view)) {
    const auto sentences = sentences_of(view, *block, 1);
    if (sentences.empty()) continue;
    text += fmt::format("- **{}**: {}\n", plain(text_at(*block, "name")), fmt::format("{}", fmt::join(sentences, " ")));
  }
  std::size_t tested = 0, rejected = 0, families = 0;
  for (const auto& f : list_at(view.study, "families")) {
    const FamilyTally t = tally(view, f);
    tested += t.tested;
    rejected += t.rejected;
    ++families;
  }
  if (families > 0)
    text += fmt::format("- **Multiplicity**: {} counted in {}, {} rejected ([ledger](#ledger)).\n",
                        counted(tested, "test"), counted(families, "family", "families"), rejected);
  std::size_t unclean = 0;
  for (const auto& row : list_at(view.study, "audit")) {
    const std::string verdict = text_at(row, "verdict");
    unclean += verdict != "clean" && verdict != "apparent";
  }
  if (!list_at(view.study, "audit").empty())
    text += unclean == 0 ? "- **Leakage**: nothing was learned from cases it is tested on ([audit](#audit)).\n"
                         : fmt::format("- **Leakage**: {} of the audit are not clean ([audit](#audit)).\n",
                                       counted(unclean, "row"));
  if (const Table* table = view.table("published.csv"))
    if (const Column* verdict = table->find("verdict"); verdict != nullptr && verdict->kind == Column::Kind::text)
      text += fmt::format("- **Published numbers**: {} of {} met ([comparison](#published)).\n",
                          std::count(verdict->texts.begin(), verdict->texts.end(), "met"), table->rows());
  if (!view.run.lock.warnings.empty())
    text += fmt::format("- **Warnings**: {}, {}.\n", view.run.lock.warnings.size(),
                        has_section(view, "provenance") ? "listed under [provenance](#provenance)" : "in `study.lock`");
  if (!question.empty()) section.parts.push_back(ReportText{"*" + plain(question) + "*"});
  section.parts.push_back(tiles_of(view));
  section.parts.push_back(ReportText{text});
  return section;
}

}  // namespace rgx::engine
