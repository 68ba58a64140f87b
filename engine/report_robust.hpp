#pragma once
// What the report says and draws of a `robust` block.
#include <optional>
#include <string>
#include <vector>

#include "engine/figure.hpp"
#include "engine/report_view.hpp"

namespace rgx::engine {

// Of NAME.csv: estimates with intervals and the limit, at most 40 features from the best to the worst.
std::optional<ReportFigure> agreement_bars(const std::string& block, const Table& table);
// Of NAME.csv and NAME.pairs.csv: differences against means with bias and limits of agreement, at most six features.
std::optional<ReportFigure> bland_altman_figure(const std::string& block, const Table& table, const Table& pairs);

std::vector<std::string> robust_sentences(const ReportView& view, const Json& block);
void show_robust(const ReportView& view, const Json& block, ReportSection& section);

}  // namespace rgx::engine
