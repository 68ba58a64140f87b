#pragma once
// The score of a model as a predictor of another one of the same cohort: it is refitted inside each training part of
// that other model, so that no score of a training case comes from a fit that knew the case (stacking: Wolpert, Neural
// Networks 5, 1992).
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "stdlib/models/model_data.hpp"
#include "stdlib/models/pipeline.hpp"

namespace rgx::stdlib {

struct ChainedModel {
  std::string name;  // of the column, "imaging.score"
  PipelineSpec spec;
  std::string criterion;  // of its search; empty: the default
  std::size_t inner = 5;
  // Rows of the model that reads the score which have all that this one needs, and their data: outcomes may be missing.
  Rows rows;
  Predictors predictors;
  Target target;
  std::vector<std::size_t> subject_of;
};

// Of a node's params.chained and the data read with it.
std::vector<std::shared_ptr<const ChainedModel>> chained_models(const engine::Json& params, const ModelData& data,
                                                                const std::vector<std::string>& files,
                                                                const engine::Registry& parts);

struct SearchResult;  // search.hpp
// Of the random numbers of a model at this place among those of its reader.
std::uint64_t chained_stream(const Draws& draws, std::size_t place);
// The rows of `train` (of the model that reads the score) that teach this one: among its own.
Rows taught_by(const ChainedModel& model, const Rows& train);
// The model fitted on the whole of a training part, as it scores every case outside. `place`: of the model among those
// of its reader.
SearchResult fit_whole(const ChainedModel& model, const Rows& own, const Draws& draws, std::size_t place);

// Adds a column for each: training cases get their score from inner folds of the training part, all others from the
// model fitted on the whole of it. Throws Failure "one-class" where a training part cannot teach the model.
void add_scores(const std::vector<std::shared_ptr<const ChainedModel>>& models, Predictors& state, const Rows& train,
                const Draws& draws);

}  // namespace rgx::stdlib
