// Results: each block that the report shows, in sentences, figures and a table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/figure.hpp"
#include "engine/figure_clusters.hpp"
#include "engine/figure_families.hpp"
#include "engine/figure_tiles.hpp"
#include "engine/report_batches.hpp"
#include "engine/report_cells.hpp"
#include "engine/report_components.hpp"
#include "engine/report_evaluate.hpp"
#include "engine/report_features.hpp"
#include "engine/report_models.hpp"
#include "engine/report_robust.hpp"
#include "engine/report_sections.hpp"
#include "engine/report_survival.hpp"
#include "engine/report_tests.hpp"

namespace rgx::engine {

namespace {

// What is the same in every row is said once, in the caption.
std::string take_constants(Table& t, const std::vector<const char*>& names) {
  std::string said;
  if (t.rows() < 2) return said;
  for (const char* name : names) {
    const Column* c = t.find(name);
    if (c == nullptr || c->is_missing(0)) continue;
    const std::string first = c->cell(0);
    bool same = true;
    for (std::size_t r = 1; r < t.rows() && same; ++r) same = c->cell(r) == first;
    if (!same) continue;
    said += fmt::format("; {}: {}", printed_name(name),
                        name == std::string_view("estimate_kind") ? printed_name(first) : first);
    std::erase_if(t.columns, [&](const Column& column) { return column.name == name; });
  }
  return said;
}

ReportTable strongest(const std::string& block, const Table& table) {
  auto order = by_strength(table);
  const std::size_t all = order.size();
  if (order.size() > rows_in_html) order.resize(rows_in_html);
  Table shown = picked(table, order);
  // n stands beside subjects only where they differ: rows of clustered cases.
  const Column *n = shown.find("n"), *subjects = shown.find("subjects");
  if (n != nullptr && subjects != nullptr && n->kind == subjects->kind &&
      std::equal(n->numbers.begin(), n->numbers.end(), subjects->numbers.begin(), subjects->numbers.end()))
    std::erase_if(shown.columns, [](const Column& c) { return c.name == "subjects"; });
  std::erase_if(shown.columns, [](const Column& c) { return c.name == "family"; });  // the ledger names it
  const std::string said =
      take_constants(shown, {"outcome", "cohort", "test", "n", "subjects", "groups", "estimate_kind"});
  shown.meta["answers"] = "volcano-" + stem_of(block);
  shown.meta["rows"] = order;
  return {"results-" + stem_of(block),
          fmt::format("{}, smallest p first{}", block, said),
          std::move(shown),
          all,
          block + ".csv",
          rows_in_markdown};
}

std::string joined(const std::vector<std::string>& sentences) { return fmt::format("{}", fmt::join(sentences, " ")); }

FamilyLine line_of_family(const ReportView& view, const Json& block) {
  for (const auto& f : list_at(view.study, "families")) {
    const auto blocks = texts_of(list_at(f, "blocks"));
    if (std::find(blocks.begin(), blocks.end(), text_at(block, "name")) == blocks.end()) continue;
    std::vector<const Table*> tables;
    for (const auto& name : blocks)
      if (const Table* table = view.table(name + ".csv")) tables.push_back(table);
    return family_line(tables, text_at(f, "method"), number_at(f, "level", 0.05));
  }
  return {};
}

void show_tests(const ReportView& view, const Json& block, ReportSection& section) {
  const std::string name = text_at(block, "name");
  const Table* table = view.table(name + ".csv");
  if (table == nullptr || table->columns.size() < 2) return;
  const FamilyLine family = line_of_family(view, block);
  const bool adjusted = block.contains("refs") && !list_at(block["refs"], "adjust").empty();
  const Table* histogram = view.table(name + ".histogram.csv");
  show_survival(view, name, *table, section);
  const auto add_listed = [&](std::optional<ReportFigure> figure) {
    if (figure && histogram != nullptr)
      figure->caption += " Of the map's pairs only those that its table lists are here.";
    add(section, std::move(figure));
  };
  add_listed(volcano(name, *table, family));
  add_listed(manhattan(name, *table, family, parts_of_features(view)));
  add_listed(map_tiles(name, *table, histogram != nullptr));
  add_listed(annotated_heat_map(name, *table, parts_of_features(view)));
  add_listed(forest(name, *table, family));
  if (const Table* top = view.table(name + ".top.csv")) add(section, case_plots(name, *table, *top, adjusted));
  if (const Table* qq = view.table(name + ".qq.csv")) add(section, qq_plot(name, *qq));
  add(section, p_histogram(name, *table, histogram));
  section.parts.push_back(strongest(name, *table));
}

void show_columns(const ReportView& view, const Json& block, ReportSection& section) {
  const std::string name = text_at(block, "name");
  for (const auto& [file, table] : view.run.tables) {
    if (file != name + ".csv" && !(file.starts_with(name + ".") && file.ends_with(".csv"))) continue;
    if (file.ends_with(".dictionary.csv")) {
      Table shown = table;
      for (auto& c : shown.columns) {
        c.numbers.resize(std::min(c.numbers.size(), rows_in_html));
        c.texts.resize(std::min(c.texts.size(), rows_in_html));
      }
      section.parts.push_back(ReportTable{"dictionary-" + stem_of(file), name + ": what each column is", shown,
                                          table.rows(), file, rows_in_markdown});
    } else if (table.rows() > 0) {
      section.parts.push_back(
          ReportText{fmt::format("[tables/{0}](tables/{0}) holds {1} of {2}.", file,
                                 counted(table.columns.size() - 1, "column"), counted(table.rows(), "row"))});
    }
  }
}

}  // namespace

std::vector<std::string> sentences_of(const ReportView& view, const Json& block, std::size_t findings) {
  const std::string kind = text_at(block, "kind");
  if (kind == "compare" || kind == "associate") return test_sentences(view, block, findings);
  if (kind == "model") return model_sentences(view, block);
  if (kind == "robust") return robust_sentences(view, block);
  if (kind == "harmonise") return batch_sentences(view, block);
  if (kind == "decompose") return component_sentences(view, block);
  if (kind == "cluster") return cluster_sentences(view, text_at(block, "name"));
  if (kind == "evaluate") return evaluate_sentences(view, block);
  return {};
}

ReportSection results_section(const ReportView& view) {
  ReportSection section{"results", "Results", {}};
  const auto shown = shown_blocks(view);
  for (const Json* block : shown) {
    const std::string kind = text_at(*block, "kind");
    const double line = number_at(*block, "line", 0);
    std::string title = "### " + plain(text_at(*block, "name"));
    if (block->contains("where")) title += " where " + plain(text_at(*block, "where"));
    section.parts.push_back(ReportText{title});
    std::string text = joined(sentences_of(view, *block, 3));
    if (line > 0) text += fmt::format(" ({}, line {:.0f} of the study)", kind, line);
    section.parts.push_back(ReportText{text});
    if (kind == "compare" || kind == "associate")
      show_tests(view, *block, section);
    else if (kind == "model")
      show_model(view, *block, section);
    else if (kind == "robust")
      show_robust(view, *block, section);
    else if (kind == "decompose")
      show_components(view, *block, section);
    else if (kind == "cluster")
      show_clusters(view, text_at(*block, "name"), section);
    else if (kind == "evaluate")
      show_evaluate(view, *block, section);
    else
      show_columns(view, *block, section);
  }
  std::vector<std::string> others;
  for (const auto& block : list_at(view.study, "blocks")) {
    const std::string kind = text_at(block, "kind");
    if (kind != "compare" && kind != "associate" && kind != "model" && kind != "cluster" && kind != "evaluate")
      continue;
    if (std::find(shown.begin(), shown.end(), &block) == shown.end()) others.push_back(text_at(block, "name"));
  }
  if (!others.empty())
    section.parts.push_back(ReportText{"Also run and counted, not shown here: " + listed(others, true) +
                                       "; their tables are in `tables/`."});
  if (section.parts.empty()) section.parts.push_back(ReportText{"The study has no analysis."});
  return section;
}

}  // namespace rgx::engine
