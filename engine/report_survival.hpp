#pragma once
// What the report shows of times to an event beside the tests: curves by group, and what a Cox model says of itself.
#include <string>
#include <vector>

#include "engine/figure.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// Martingale and deviance residuals against time, one figure a model, at most four of them. Of NAME.residuals.csv.
std::vector<ReportFigure> residual_figures(const std::string& block, const Table& residuals);
// Scaled Schoenfeld residuals of each coefficient with their smooth, its band and zero; one figure a model, at most
// four of them with six coefficients each. Of NAME.schoenfeld.csv; the tests stand in NAME.coefficients.csv.
std::vector<ReportFigure> schoenfeld_figures(const std::string& block, const Table& schoenfeld,
                                             const Table& coefficients);

// Median times of each group with their intervals, of at most two results with six groups each; empty where the block
// has no curves. Of NAME.summary.csv.
std::vector<std::string> survival_sentences(const ReportView& view, const std::string& block);
// "Hazards were not proportional for …": of the notes of NAME.csv.
std::string proportionality_sentence(const Table& table);

void show_survival(const ReportView& view, const std::string& block, const Table& table, ReportSection& section);

}  // namespace rgx::engine
