#pragma once
// What the report says and draws of `decompose`. Internal to engine/report*.
#include "engine/report_sections.hpp"

namespace rgx::engine {

std::vector<std::string> component_sentences(const ReportView& view, const Json& block);
void show_components(const ReportView& view, const Json& block, ReportSection& section);

}  // namespace rgx::engine
