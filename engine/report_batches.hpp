#pragma once
// What the report says of `harmonise`. Internal to engine/report*.
#include <string>
#include <vector>

#include "engine/report_view.hpp"

namespace rgx::engine {

std::vector<std::string> batch_sentences(const ReportView& view, const Json& block);

}  // namespace rgx::engine
