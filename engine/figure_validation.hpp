#pragma once
// Figures of how well a model does beside ROC, calibration and coefficients: precision against recall, decision curve,
// confusion matrix, importance, tuning.
#include <optional>
#include <string>

#include "engine/figure.hpp"

namespace rgx::engine {

// "AUPRC 0.61 (95 % CI …)" of all cases of a metrics table (model or evaluate); nothing where it has none.
std::string metric_text(const Table* metrics, const std::string& wanted);
// Of NAME.pr.csv and NAME.metrics.csv.
std::optional<ReportFigure> precision_recall_figure(const std::string& result, const Table& pr, const Table* metrics);
// Of NAME.decision.csv: net benefit of the model, of acting on everyone and on no one.
std::optional<ReportFigure> decision_figure(const std::string& result, const Table& decision);
// Of NAME.confusion.csv.
std::optional<ReportFigure> confusion_figure(const std::string& result, const Table& confusion);
// Of NAME.importance.csv: the 25 most important columns of each kind, with their spread over the training parts.
std::optional<ReportFigure> importance_figure(const std::string& result, const Table& importance);
// Of NAME.tuning.csv: the criterion along lambda, or along the candidates, as the mean over the training parts.
std::optional<ReportFigure> tuning_figure(const std::string& result, const Table& tuning);

}  // namespace rgx::engine
