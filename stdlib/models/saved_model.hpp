#pragma once
// Fitted models as files (engine/model_file.hpp): what a refit writes, and what the learner `fitted` applies.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/model_file.hpp"
#include "stdlib/models/applied_pipeline.hpp"
#include "stdlib/models/fold_fit.hpp"

namespace rgx::stdlib {

struct SavedModel {
  engine::Json about, body;
  std::shared_ptr<const AppliedPipeline> pipeline;
  // Predicts by the pipeline's, with the coefficients and importance that were made when it was fitted.
  std::shared_ptr<const FittedLearner> learner;
};

// Of a node whose params.learner is `fitted`: the file at place `file` of the node's files; null of any other. Throws
// Failure "unreadable-file", "not-built", "damaged".
std::shared_ptr<const SavedModel> saved_model(const engine::Json& params, const std::vector<std::string>& files,
                                              const engine::Registry& parts);

// The part `model` of a refit's bundle, which holds its coefficients and importance.
engine::Table saved_table(const engine::Context& context, const FitTask& task, const FoldFit& fit, const Rows& train,
                          const engine::Bundle& bundle, const engine::Registry& parts);

}  // namespace rgx::stdlib
