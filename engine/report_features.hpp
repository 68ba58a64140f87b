#pragma once
// Features as they went into the analyses: how many, and how they go together. Internal to engine/report*.
#include <map>
#include <string>

#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// Without parts where the run has no table of features.
ReportSection features_section(const ReportView& view);

// Filter and family of the columns of feature tables, as their dictionaries have them.
std::map<std::string, std::string> parts_of_features(const ReportView& view);

}  // namespace rgx::engine
