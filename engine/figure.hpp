#pragma once
// Figures as Vega-Lite specifications with their data inside: fixed sizes, no addresses, colours that the colour-blind
// can tell apart (Okabe & Ito 2008; blueorange and viridis scales), white ground. Each is nothing when its table has
// nothing to draw. Captions are Markdown.
#include <optional>
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/report_document.hpp"

namespace rgx::engine {

// Of a compare or associate table. `name` becomes the file stem, `block` is named in the caption.
std::optional<ReportFigure> volcano(const std::string& block, const Table& table);
std::optional<ReportFigure> p_histogram(const std::string& block, const Table& table);
// Of an associate table: left × right, at most the strongest 60 of each.
std::optional<ReportFigure> heat_map(const std::string& block, const Table& table);
// Of NAME.roc.csv and NAME.metrics.csv.
std::optional<ReportFigure> roc_figure(const std::string& result, const Table& roc, const Table* metrics);
std::optional<ReportFigure> calibration_figure(const std::string& result, const Table& calibration);
std::optional<ReportFigure> coefficient_figure(const std::string& result, const Table& coefficients);

// What all specifications share; `spec` is put into it.
Json with_look(Json spec, const std::string& description);

// SVG of each specification by vega under Node, in one process; `svg[i]` is empty where it failed, and `why` then says
// what was wrong (no Node, no bundles, vega's own message).
struct DrawnFigures {
  std::vector<std::string> svg;
  std::string why;
};
DrawnFigures draw_figures(const std::vector<const ReportFigure*>& figures);

}  // namespace rgx::engine
