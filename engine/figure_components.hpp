#pragma once
// Figures of components, from NAME.summary.csv, NAME.loadings.csv and NAME.scores.csv. Each is nothing when its tables
// have nothing to draw.
#include <optional>
#include <string>

#include "engine/report_document.hpp"

namespace rgx::engine {

// Statistic of each component, and where there is one its correlation in held-out cases.
std::optional<ReportFigure> scree_figure(const std::string& block, const Table& summary);
// The strongest loadings of the first four components (sides apart), coloured by how often they come again.
std::optional<ReportFigure> loadings_figure(const std::string& block, const Table& loadings);
// One table: cases by the first two components with the strongest loadings as arrows (a biplot). Two tables: the first
// score of one against that of the other.
std::optional<ReportFigure> scores_figure(const std::string& block, const Table& scores, const Table& loadings);

}  // namespace rgx::engine
