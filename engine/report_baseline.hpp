#pragma once
// Participants at baseline and what is missing, as the report shows them. Internal to engine/report*.
#include <optional>
#include <string>

#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// baseline.csv, or the name it has beside a block called so; nullptr in runs of versions that had none.
const Table* baseline_of(const ReportView& view);

// A heading, a sentence on balance and a table for each outcome of a cohort, at most four, else one of all cases.
void show_baseline(const ReportView& view, ReportSection& section);

// Patterns of missing values: which variables lack together and in how many subjects; at most 40 patterns. Of
// missingness.csv. Nothing where no value is missing.
std::optional<ReportFigure> missingness_figure(const std::string& cohort, const Table& patterns);
void show_missingness(const ReportView& view, ReportSection& section);

}  // namespace rgx::engine
