// What was tried and counted, what learned from whom, and what was printed elsewhere: ledger, leakage audit, published
// numbers. These always stand in a report.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/report_document.hpp"
#include "engine/report_numbers.hpp"
#include "engine/report_sections.hpp"
#include "engine/report_tally.hpp"
#include "engine/second_stage.hpp"

namespace rgx::engine {

namespace {

double number_in(const Table& table, const char* name, std::size_t row) {
  const Column* column = table.find(name);
  return column != nullptr && column->kind == Column::Kind::number ? column->numbers[row] : 0;
}

}  // namespace

FamilyTally tally(const ReportView& view, const Json& family) {
  FamilyTally out;
  for (const auto& block : texts_of(list_at(family, "blocks"))) {
    const Table* table = view.table(block + ".csv");
    const Column* p = table == nullptr ? nullptr : table->find("p");
    if (p == nullptr || p->kind != Column::Kind::number) continue;
    const Column *rejected = table->find("rejected"), *note = table->find("note");
    // A map too large to list has its counts in a table of its own.
    const Table* histogram = view.table(block + ".histogram.csv");
    if (histogram != nullptr)
      for (std::size_t r = 0; r < histogram->rows(); ++r) {
        const double n = number_in(*histogram, "count", r);
        const Column* reason = histogram->find("reason");
        out.hypotheses += static_cast<std::size_t>(n);
        if (reason == nullptr || reason->is_missing(r)) out.tested += static_cast<std::size_t>(n);
      }
    for (std::size_t r = 0; r < table->rows(); ++r) {
      if (is_second_stage(*table, r)) continue;
      out.hypotheses += histogram == nullptr;
      out.tested += histogram == nullptr && !std::isnan(p->numbers[r]);
      out.rejected += rejected != nullptr && rejected->cell(r) == "true";
      out.not_valid += note != nullptr && note->cell(r).find("not valid:") != std::string::npos;
    }
  }
  return out;
}

ModelTally tally_model(const ReportView& view, const std::string& stem) {
  ModelTally out;
  if (const Table* t = view.table(stem + ".metrics.csv")) out.metrics = t->rows();
  if (const Table* t = view.table(stem + ".coefficients.csv"))
    if (const Column* p = t->find("p"); p != nullptr && p->kind == Column::Kind::number)
      for (const double v : p->numbers) out.coefficient_p += !std::isnan(v);
  if (const Table* t = view.table(stem + ".tuning.csv"); t != nullptr && t->rows() > 0) {
    const Column *repeat = t->find("repeat"), *fold = t->find("fold");
    std::map<std::string, std::size_t> each;
    for (std::size_t r = 0; r < t->rows(); ++r)
      if (repeat != nullptr && fold != nullptr) ++each[repeat->cell(r) + "." + fold->cell(r)];
    for (const auto& [part, n] : each) out.candidates = std::max(out.candidates, n);
    out.tried = t->rows();
  }
  if (const Table* t = view.table(stem + ".predictions.csv")) {
    const Column *repeat = t->find("repeat"), *fold = t->find("fold");
    std::set<std::string> parts;
    for (std::size_t r = 0; r < t->rows(); ++r)
      if (repeat != nullptr && fold != nullptr) parts.insert(repeat->cell(r) + "." + fold->cell(r));
    out.parts = parts.size();
  }
  return out;
}

namespace {

std::string per_of(const ReportView& view, const Json& family) {
  for (const auto& name : texts_of(list_at(family, "blocks")))
    if (const Json* block = view.block(name))
      if (const Json* correct = step_named(*block, "correct"))
        if (const Json* per = parameter(*correct, "per")) return words(per->value("value", Json()), "per");
  return {};
}

bool exploratory(const Json& block) {
  const Json* said = setting(block, "exploratory");
  return said != nullptr && *said == true;
}

}  // namespace

ReportSection ledger_section(const ReportView& view) {
  ReportSection section{"ledger", "Multiplicity ledger", {}};
  const std::vector<std::string> columns{"family",      "blocks",  "correction",     "level",     "one family for each",
                                         "#hypotheses", "#tested", "#corrected for", "#rejected", "#not valid",
                                         "because"};
  RowTable confirmatory(columns), explored(columns);
  std::size_t tested = 0, rejected = 0, explored_tests = 0;
  for (const auto& family : list_at(view.study, "families")) {
    const FamilyTally t = tally(view, family);
    const double wanted = number_at(family, "tests", static_cast<double>(t.tested));
    const std::string method = text_at(family, "method");
    std::vector<std::string> row{text_at(family, "family"),
                                 listed(texts_of(list_at(family, "blocks"))),
                                 method,
                                 words(number_at(family, "level", 0.05), "level"),
                                 per_of(view, family),
                                 std::to_string(t.hypotheses),
                                 std::to_string(t.tested),
                                 method == "none" ? "" : shortest(wanted),
                                 std::to_string(t.rejected),
                                 t.not_valid > 0 ? std::to_string(t.not_valid) : "",
                                 text_at(family, "because")};
    if (family.value("exploratory", false)) {
      explored_tests += t.tested;
      explored.add(std::move(row));
    } else {
      tested += t.tested;
      rejected += t.rejected;
      confirmatory.add(std::move(row));
    }
  }
  RowTable models({"model", "outcome", "exploratory", "#training parts", "#candidates a part", "#candidates in all",
                   "#metrics", "#p of coefficients"});
  std::size_t tried = 0, coefficient_p = 0, model_count = 0;
  for (const Json* block : view.blocks("model"))
    for (const auto& stem : view.results_of_model(text_at(*block, "name"))) {
      const ModelTally t = tally_model(view, stem);
      const std::string name = text_at(*block, "name");
      models.add({name, stem == name ? listed(names_in(*block, "predict")) : stem.substr(name.size() + 1),
                  exploratory(*block) ? "yes" : "no", std::to_string(t.parts), std::to_string(t.candidates),
                  std::to_string(t.tried), std::to_string(t.metrics), std::to_string(t.coefficient_p)});
      tried += t.tried;
      coefficient_p += t.coefficient_p;
      ++model_count;
    }
  std::string text = fmt::format("{} counted in {}, {} rejected.", counted(tested, "test"),
                                 counted(confirmatory.rows(), "family", "families"), rejected);
  if (explored_tests > 0)
    text += fmt::format(" {} more in exploratory families, in a ledger of their own.", explored_tests);
  if (model_count > 0)
    text += fmt::format(" {} built, with {} tried in inner folds.", counted(model_count, "model"),
                        counted(tried, "candidate setting"));
  if (coefficient_p > 0)
    text +=
        fmt::format(" The {} of model coefficients are estimates, not corrected.", counted(coefficient_p, "p value"));
  text += fmt::format(" p values of the study in total: {}.", tested + explored_tests + coefficient_p);
  section.parts.push_back(ReportText{text});
  if (confirmatory.rows() > 0)
    section.parts.push_back(ReportTable{"families",
                                        "Families of hypotheses. A test that could not be computed is listed with its "
                                        "reason and not counted",
                                        confirmatory.table(), confirmatory.rows(), "", 100});
  if (explored.rows() > 0)
    section.parts.push_back(
        ReportTable{"exploratory", "Exploratory families", explored.table(), explored.rows(), "", 100});
  if (models.rows() > 0)
    section.parts.push_back(
        ReportTable{"tried", "Models and what was tried for them", models.table(), models.rows(), "", 100});
  return section;
}

ReportSection audit_section(const ReportView& view) {
  ReportSection section{"audit", "Leakage audit", {}};
  RowTable rows({"model", "what", "learned from", "outcome read", "tested on", "verdict"});
  std::size_t clean = 0, apparent = 0, other = 0;
  for (const auto& row : list_at(view.study, "audit")) {
    rows.add({text_at(row, "model"), text_at(row, "what"), text_at(row, "learned_from"), text_at(row, "outcome"),
              text_at(row, "tested_on"), text_at(row, "verdict")});
    const std::string verdict = text_at(row, "verdict");
    (verdict == "clean" ? clean : verdict == "apparent" ? apparent : other) += 1;
  }
  if (rows.rows() == 0) {
    section.parts.push_back(
        ReportText{"The study has no model, so nothing is learned from some cases and tested on others."});
    return section;
  }
  std::string text =
      "For every value that a model uses: the cases it was learned from, the outcome that was read there, and the "
      "cases "
      "it is tested on. ";
  text += other > 0 ? fmt::format("{} of {} rows are not clean.", other, rows.rows())
          : apparent > 0
              ? fmt::format(
                    "None of the {} rows was learned from cases it is validated on; {} of them belong to models "
                    "that are not validated.",
                    rows.rows(), apparent)
              : fmt::format("None of the {} rows was learned from cases it is tested on.", rows.rows());
  section.parts.push_back(ReportText{text});
  section.parts.push_back(
      ReportTable{"audit", "What each model learned, and from whom", rows.table(), rows.rows(), "", 200});
  return section;
}

namespace {

// How many were met, by how much the met ones differ at most, and which were missed.
std::string published_words(const Table& t, std::size_t met) {
  std::string text =
      fmt::format("{} of {} {} met.", met, counted(t.rows(), "published number"), met == 1 ? "was" : "were");
  const Column *verdict = t.find("verdict"), *value = t.find("value");
  double most = 0;
  std::vector<std::string> missed;
  for (std::size_t r = 0; verdict != nullptr && value != nullptr && r < t.rows(); ++r) {
    const double expected = number_in(t, "expected", r), found = number_in(t, "found", r);
    if (verdict->cell(r) == "met") {
      if (expected != 0 && std::isfinite(found)) most = std::max(most, std::abs(found - expected) / std::abs(expected));
    } else {
      missed.push_back(fmt::format("{} ({} printed, {} found)", code(value->cell(r)), readable(expected),
                                   std::isfinite(found) ? readable(found) : "none"));
    }
  }
  if (met > 0)
    text += most == 0 ? " Those that were met are the same to the last digit."
                      : " The largest relative difference among those that were met is " + effect_size(most) + ".";
  constexpr std::size_t shown = 5;
  const std::size_t all = missed.size();
  if (all > shown) missed.resize(shown);
  if (all > 0)
    text += " Missed: " + listed(missed) + (all > shown ? fmt::format(" and {} more", all - shown) : "") + ".";
  return text;
}

}  // namespace

ReportSection published_section(const ReportView& view) {
  ReportSection section{"published", "Comparison with published numbers", {}};
  const Table* table = view.table("published.csv");
  if (table == nullptr) return section;
  std::size_t met = 0;
  if (const Column* verdict = table->find("verdict"); verdict != nullptr && verdict->kind == Column::Kind::text)
    met = static_cast<std::size_t>(std::count(verdict->texts.begin(), verdict->texts.end(), "met"));
  section.parts.push_back(ReportText{published_words(*table, met)});
  section.parts.push_back(
      ReportTable{"published", "Numbers as printed and as found here", *table, table->rows(), "published.csv", 200});
  return section;
}

}  // namespace rgx::engine
