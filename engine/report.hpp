#pragma once
// The report of a run: report.html (one file, opens offline), report.md, figures/NAME.svg and NAME.vl.json. A function
// of the run directory's study text, lock and tables alone, so that two runs of one study give the same bytes and `rgx
// report` can write it again.
#include <string>
#include <vector>

#include "engine/run.hpp"

namespace rgx::engine {

// What could not be made (SVG figures without Node), one line each; the rest is written.
using ReportRemarks = std::vector<std::string>;

// File names as the study's `report` block says, else report.html and report.md.
ReportRemarks write_report(Files& files, const RunDirectory& run);

}  // namespace rgx::engine
