#pragma once
// The cases of a model: predictors, outcome and whose rows they are.
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

struct ModelData {
  Predictors predictors;
  Target target;
  std::vector<std::string> subject, cohort;  // of each row
  std::vector<std::size_t> subject_of;       // place of each row's subject, in order of first rows
  std::size_t subjects = 0;
  std::string outcome, outcome_type;  // type as a cohort declares it
  std::vector<std::string> levels;  // binary: {negative, positive}; nominal: those with cases, in order of declaration
  std::string unit;                 // of survival times
  std::size_t without_outcome = 0, incomplete = 0;

  // Models whose scores are predictors (params.chained), each on the rows of this model that have all it needs.
  std::vector<ModelData> chained;
  Rows rows;  // of a chained model: places of its rows among those of the model that reads it

  // First row of each subject.
  std::vector<std::size_t> first_rows() const;
};

// Cases with an outcome; with `missing: complete_cases` those with every predictor too. Which cases stay is read from
// the cases themselves, nothing is learned here. Reads the frame ports, params.using, predict and settings. Where
// params.apply_to names a cohort, its cases are those a fitted model is applied to: params.apply_where and
// params.apply_missing say which of them, and with params.without_outcome they need no outcome.
ModelData read_model_data(const engine::Context& context);

}  // namespace rgx::stdlib
