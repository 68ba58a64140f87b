#pragma once
// Figures of a `cluster` block, and what the report says of it.
#include <optional>
#include <string>
#include <vector>

#include "engine/figure.hpp"
#include "engine/report_sections.hpp"

namespace rgx::engine {

// Of NAME.summary.csv: what k was chosen by against k, the chosen one filled.
std::optional<ReportFigure> cluster_choice_figure(const std::string& block, const Table& summary);
// Of NAME.labels.csv: the width of every case, cluster by cluster from the widest down.
std::optional<ReportFigure> silhouette_figure(const std::string& block, const Table& labels);
// Of NAME.consensus.csv, at most 200 cases: the matrix in the order of its tree.
std::optional<ReportFigure> consensus_figure(const std::string& block, const Table& consensus);
// Of NAME.distribution.csv: a curve a k.
std::optional<ReportFigure> distribution_figure(const std::string& block, const Table& distribution);

std::vector<std::string> cluster_sentences(const ReportView& view, const std::string& block);
void show_clusters(const ReportView& view, const std::string& block, ReportSection& section);

}  // namespace rgx::engine
