#pragma once
// The study as a graph: what is made from what. Internal to engine/report*.
#include <optional>

#include "engine/report_document.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// A box a block, an arrow to each block that reads it; a way that another way of several steps covers is left out.
// Nothing where fewer than two blocks are joined.
std::optional<ReportDrawing> workflow_drawing(const ReportView& view);

}  // namespace rgx::engine
