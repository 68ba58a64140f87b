#pragma once
// What the report says and draws of `model`. Internal to engine/report*.
#include "engine/report_sections.hpp"

namespace rgx::engine {

std::vector<std::string> model_sentences(const ReportView& view, const Json& block);
void show_model(const ReportView& view, const Json& block, ReportSection& section);

}  // namespace rgx::engine
