#pragma once
// Internal to engine/methods*.
#include <string>

#include "engine/references.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// A dagger marks what the study did not write.
inline constexpr const char* dagger = "†";

// A value of the catalogue as papers print it: likelihood_ratio → likelihood ratio, BH → Benjamini–Hochberg; others,
// names of the study among them, as they are.
std::string printed_value(const std::string& value);

std::string software_sentences(const ReportView& view, References& references);

}  // namespace rgx::engine
