#pragma once
// What the report says and shows of an `evaluate` block.
#include "engine/report_sections.hpp"

namespace rgx::engine {

std::vector<std::string> evaluate_sentences(const ReportView& view, const Json& block);
void show_evaluate(const ReportView& view, const Json& block, ReportSection& section);

}  // namespace rgx::engine
