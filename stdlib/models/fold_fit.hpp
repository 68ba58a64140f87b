#pragma once
// One training part: searched, fitted, and its test part predicted.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/models/model_folds.hpp"
#include "stdlib/models/search.hpp"

namespace rgx::stdlib {

// What the training parts of one node share.
struct FitTask {
  const ModelData& data;
  PipelineSpec spec;
  const engine::Json& settings;  // tune_by, threshold
  std::size_t inner = 5;
  std::uint64_t stream = 0;

  static FitTask of(const engine::Context& context, const ModelData& data, const engine::Registry& parts);
};

struct FoldFit {
  SearchResult found;
  double threshold = 0.5;
};
// `where`: "the training part of repeat 1, fold 2". Throws Failure "no-data", "one-class".
FoldFit fit_fold(const FitTask& task, const ModelFold& fold, const std::string& where);
std::string place_of(const ModelFold& fold);
// Nothing is searched: `chosen` is the meta of a bundle (below) of the same task's fit.
FoldFit fit_as_chosen(const FitTask& task, const ModelFold& fold, const engine::Json& chosen);

// Predictions of some rows as a table: subject, repeat, fold, observed, [event], predicted, threshold, [p_LEVEL …],
// cohort; of several classes observed and predicted are their names.
engine::Table predictions_of(const FitTask& task, const FoldFit& fit, const Rows& rows, const ModelFold& fold);
engine::Table baseline_table(const BaselineHazard& baseline);

// Tables predictions, coefficients, tuning, [baseline], [importance], of a bootstrap sample [everyone] with a column
// `draws`; meta as assess reads it.
engine::Bundle bundle_of(const FitTask& task, const FoldFit& fit, const ModelFold& fold);

}  // namespace rgx::stdlib
