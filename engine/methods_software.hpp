#pragma once
// Internal to engine/methods*.
#include <string>

#include "engine/references.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// A dagger marks what the study did not write.
inline constexpr const char* dagger = "†";

std::string software_sentences(const ReportView& view, References& references);

}  // namespace rgx::engine
