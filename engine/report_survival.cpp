#include "engine/report_survival.hpp"

#include "engine/report_cells.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

namespace {

template <class Figures>
void put(ReportSection& section, Figures figures) {
  for (auto& figure : figures) section.parts.push_back(std::move(figure));
}

}  // namespace

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
