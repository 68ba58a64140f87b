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
// Of NAME.summary.csv of `consensus`: how much the area below its distribution function grows with each k.
std::optional<ReportFigure> delta_area_figure(const std::string& block, const Table& summary);
// Of NAME.heat.csv, at most 200 cases: the columns that differ most between the clusters, cases in the order of the
// tree (NAME.tree.csv, none: null; its merges count in the order of NAME.labels.csv).
std::optional<ReportFigure> cluster_heat_figure(const std::string& block, const Table& heat, const Table& labels,
                                                const Table* tree);

// How k was chosen, in words.
std::string printed_cluster_choice(const std::string& by);

std::vector<std::string> cluster_sentences(const ReportView& view, const std::string& block);
void show_clusters(const ReportView& view, const std::string& block, ReportSection& section);

}  // namespace rgx::engine
