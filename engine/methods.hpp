#pragma once
// The Methods section: full sentences in the order of CLEAR, from the study as it was resolved, with every value that
// was used. A dagger marks what the study did not write. References are numbered in order of first citation.
#include <string>

#include "engine/references.hpp"
#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

ReportSection methods_section(const ReportView& view, References& references);

// An operation's Methods template with its parameters put in, as Markdown without citations. `{name}` stands for a
// parameter; `[…]` is left out when a parameter within it has no value, and so is a clause between semicolons or commas
// in parentheses; parentheses of which nothing is left go too.
std::string fill_template(const std::string& text, const Json& use);

// CLEAR, METRICS, TRIPOD_AI → as they are printed.
std::string guideline_name(const std::string& written);

}  // namespace rgx::engine
