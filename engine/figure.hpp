#pragma once
// Figures as Vega-Lite specifications with their data inside: fixed sizes, no addresses, colours that the colour-blind
// can tell apart (Okabe & Ito 2008; blueorange and viridis scales), white ground. Each is nothing when its table has
// nothing to draw. Captions are Markdown.
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/files.hpp"
#include "engine/report_document.hpp"

namespace rgx::engine {

// Where a family parts what it rejects from what it does not, when p alone parts them.
struct FamilyLine {
  double strength = std::numeric_limits<double>::quiet_NaN();  // −log₁₀ p of the weakest that is rejected
  std::string what;                                            // of the line, in words
  std::string marked = "rejected after correction";            // of what is rejected
};
// `tables`: of every block of the family.
FamilyLine family_line(const std::vector<const Table*>& tables, const std::string& method, double level);

// Of a compare or associate table. `name` becomes the file stem, `block` is named in the caption. All leave out the
// rows of a second stage, which are no tests of their own.
std::optional<ReportFigure> volcano(const std::string& block, const Table& table, const FamilyLine& family = {});
// `counted`: NAME.histogram.csv of a map too large to list.
std::optional<ReportFigure> p_histogram(const std::string& block, const Table& table, const Table* counted = nullptr);
// Of NAME.qq.csv.
std::optional<ReportFigure> qq_plot(const std::string& block, const Table& qq);
// −log₁₀ p along the features, from 200 on. `part_of`: the group of a feature where its own name does not tell it.
std::optional<ReportFigure> manhattan(const std::string& block, const Table& table, const FamilyLine& family = {},
                                      const std::map<std::string, std::string>& part_of = {});
// First against second side, at most the strongest 60 of each, ordered by how alike they are.
std::optional<ReportFigure> heat_map(const std::string& block, const Table& table);
// The strongest 25 estimates with their intervals.
std::optional<ReportFigure> forest(const std::string& block, const Table& table, const FamilyLine& family = {});
// Of NAME.top.csv: the cases behind the strongest findings of NAME.csv, by class or against a number. `adjusted`: the
// tests held covariates fixed, which the cases do not show.
std::optional<ReportFigure> case_plots(const std::string& block, const Table& table, const Table& top, bool adjusted);
// Of NAME.curve.csv of a comparison of survival: Kaplan–Meier and log-log plot of each result, at most six of them;
// what NAME.csv and NAME.summary.csv say of them stands in the captions.
std::vector<ReportFigure> survival_figures(const std::string& block, const Table& table, const Table& curve,
                                           const Table* summary);
// Of NAME.roc.csv and NAME.metrics.csv.
std::optional<ReportFigure> roc_figure(const std::string& result, const Table& roc, const Table* metrics);
// `curve`: NAME.calibration_curve.csv, the smooth of the outcome over the predictions.
std::optional<ReportFigure> calibration_figure(const std::string& result, const Table& calibration,
                                               const Table* curve = nullptr);
std::optional<ReportFigure> coefficient_figure(const std::string& result, const Table& coefficients);

// At most `most` of `n` places (from 0) in order: a third of them are the first ones, then the steps grow from 1 on,
// and the last place is among them. So a figure of many tests keeps its strongest and thins out without an edge.
std::vector<std::size_t> thinned(std::size_t n, std::size_t most);

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
