#pragma once
// What the run found beside what the field reported of the same molecule and tumour. Internal to engine/report*.
#include "engine/literature.hpp"
#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// Molecules are the outcomes and covariates of the cohorts by their names and columns, and the rows of matrices whose
// tests were rejected. The tumour is read from the words of title, question and paths; where none speaks of one,
// studies of every tumour are listed and the section says so. Without parts where nothing is known of any molecule of
// the study.
ReportSection literature_section(const ReportView& view, const Literature& literature);

}  // namespace rgx::engine
