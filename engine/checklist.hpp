#pragma once
// The reporting checklists that the study names (CLEAR, METRICS, TRIPOD+AI), as far as the study itself can answer: met
// and by which line, not met and what would meet it, does not apply, or for the authors.
#include "engine/report.hpp"
#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// Guidelines without a checklist here give a remark.
ReportSection checklist_section(const ReportView& view, ReportRemarks& remarks);

}  // namespace rgx::engine
