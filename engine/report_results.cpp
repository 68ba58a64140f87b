// Results: each block that the report shows, in sentences, figures and a table.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

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
#include "engine/second_stage.hpp"

namespace rgx::engine {

namespace {

// Rows from the smallest p on, by its logarithm where that is known; those without p behind, all in order of the table.
std::vector<std::size_t> by_strength(const Table& t) {
  std::vector<std::size_t> order(t.rows());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t r) {
    const double log10_p = number(t, "log10_p", r), p = number(t, "p", r);
    if (!std::isnan(log10_p)) return log10_p;
    return std::isnan(p) ? HUGE_VAL : std::log10(p);
  };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return key(a) < key(b); });
  return order;
}

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

std::string finding(const Table& t, std::size_t r, bool outcome) {
  const std::string first = t.columns.size() > 1 ? t.columns[0].cell(r) : std::string();
  const std::string second = t.columns.size() > 1 ? t.columns[1].cell(r) : std::string();
  const std::string kind = cell(t, "estimate_kind", r);
  std::string out = code(first);
  if (outcome) out += (t.columns[0].name == "left" ? " with " : " by ") + code(second);
  out += ": ";
  if (const double estimate = number(t, "estimate", r); !std::isnan(estimate))
    out += (kind.empty() ? "effect" : printed_name(kind)) + " " +
           with_interval(estimate, number(t, "ci_low", r), number(t, "ci_high", r)) + ", ";
  out += "p " + equals_p(number(t, "p", r), number(t, "log10_p", r));
  if (const double q = number(t, "q", r); !std::isnan(q)) out += ", q " + equals_p(q, std::nan(""));
  return out;
}

// Steps that need the family: "at BH 5 %".
std::pair<std::string, std::string> correction_of(const ReportView& view, const Json& block) {
  for (const auto& f : list_at(view.study, "families"))
    for (const auto& name : texts_of(list_at(f, "blocks")))
      if (name == text_at(block, "name")) return {text_at(f, "method"), words(number_at(f, "level", 0.05), "level")};
  return {"none", "5 %"};
}

std::vector<std::string> test_sentences(const ReportView& view, const Json& block, std::size_t findings) {
  const std::string name = text_at(block, "name");
  const Table* table = view.table(name + ".csv");
  if (table == nullptr) return {"The run directory holds no table of it."};
  if (table->rows() == 0) return {"No hypothesis was tested: its table is empty."};
  const bool map = text_at(block, "kind") == "associate";
  const bool survival = !names_in(block, "of").empty();
  std::set<std::string> first, known;
  std::vector<std::string> second;  // in the order of the table
  std::size_t tests = 0, tested = 0, rejected = 0, pairs = 0;
  double n_low = HUGE_VAL, n_high = 0;
  for (std::size_t r = 0; r < table->rows(); ++r) {
    if (is_second_stage(*table, r)) {
      pairs += cell(*table, "rejected", r) == "true";
      continue;
    }
    ++tests;
    first.insert(table->columns[0].cell(r));
    if (const std::string to_whom = table->columns[1].cell(r); known.insert(to_whom).second) second.push_back(to_whom);
    tested += !std::isnan(number(*table, "p", r));
    rejected += cell(*table, "rejected", r) == "true";
    if (const double n = number(*table, "n", r); !std::isnan(n)) {
      n_low = std::min(n_low, n);
      n_high = std::max(n_high, n);
    }
  }
  // A map too large to list: its table is a part, its counts are of all.
  const Table* histogram = view.table(name + ".histogram.csv");
  if (histogram != nullptr) {
    tests = tested = 0;
    for (std::size_t r = 0; r < histogram->rows(); ++r) {
      const auto n = static_cast<std::size_t>(number(*histogram, "count", r));
      tests += n;
      if (cell(*histogram, "reason", r).empty()) tested += n;
    }
  }
  const std::string to = second.size() <= 4 ? listed(second, true) : counted(second.size(), map ? "other" : "outcome");
  std::string text =
      histogram != nullptr
          ? fmt::format("{} of columns, of which the {} strongest are listed", counted(tests, "pair"), table->rows())
      : survival ? fmt::format("Survival ({}) compared by {}", listed({first.begin(), first.end()}, true), to)
      : map      ? fmt::format("{} associated with {}", counted(first.size(), "column"), to)
                 : fmt::format("{} compared by {}", counted(first.size(), "feature"), to);
  if (n_high > 0)
    text += n_low == n_high ? fmt::format(" in {} cases", n_high) : fmt::format(" in {} to {} cases", n_low, n_high);
  const auto [method, level] = correction_of(view, block);
  text += fmt::format(": {}", counted(tested, "test"));
  if (tested < tests) text += fmt::format(" ({} could not be computed)", tests - tested);
  text += method == "none" ? fmt::format(", {} with p of at most {} (not corrected).", rejected, level)
                           : fmt::format(", {} rejected by {} at {}.",
                                         rejected == 0 ? "none" : std::to_string(rejected), method, level);
  if (histogram == nullptr && tests < table->rows())
    text += fmt::format(" Second stage: {} of groups {}.", counted(pairs, "pair"), pairs == 1 ? "differs" : "differ");
  std::vector<std::string> out{text};
  auto order = by_strength(*table);
  std::erase_if(order, [&](std::size_t r) { return is_second_stage(*table, r); });
  if (tested > 0) {
    const std::size_t shown = std::min<std::size_t>({std::max<std::size_t>(rejected, 1), findings, tested});
    std::vector<std::string> found;
    for (std::size_t i = 0; i < shown; ++i) found.push_back(finding(*table, order[i], map || second.size() > 1));
    std::string line = "Strongest: ";
    for (std::size_t i = 0; i < found.size(); ++i) line += (i ? "; " : "") + found[i];
    out.push_back(line + ".");
  }
  const auto codes = texts_of(list_at(block, "not_valid"));
  if (!codes.empty()) out.push_back("Every number of it is **not valid**: " + listed(codes, true) + " was accepted.");
  return out;
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
