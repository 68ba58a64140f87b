#pragma once
// Whether the cases of a study are those that a fitted model's file can be applied to.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/model_file.hpp"
#include "stdlib/models/model_data.hpp"

namespace rgx::stdlib {

// The file of a node, or of a model in params.chained, whose learner is `fitted`: at place learner.file of the node's
// files. None of any other. Throws Failure "unreadable-file".
std::optional<engine::ModelFile> model_file_of(const engine::Json& params, const std::vector<std::string>& files);

// Variables of the cohort that the model reads beside its predictors: batches, what a correction preserves.
std::vector<std::string> beside_names(const engine::Json& about);

// Units of the node's columns by name: variables of its cohorts, and features where a dictionary says them.
std::map<std::string, std::string> units_of(const engine::Context& context);

// Outcome of the same type, levels and unit, predictors in the same units, and no subject that the model was fitted on
// (unless params.shared_subjects is "accepted"). Codes of several classes become places among the model's. Throws
// Failure "wrong-test", "unknown-level", "unit-mismatch", "leakage".
void match_cases(const engine::Json& about, const engine::Context& context, ModelData& data);

}  // namespace rgx::stdlib
