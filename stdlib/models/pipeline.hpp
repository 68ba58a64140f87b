#pragma once
// Steps and learner of a model, fitted on one training part: the same function serves outer folds, inner folds and the
// refit, so that nothing can learn from cases it is judged on.
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// One candidate of the search: parameters of each step and of the learner with every tune(…) replaced by a value.
struct Candidate {
  std::vector<engine::Json> steps;
  engine::Json learner;
  engine::Json chosen = engine::Json::object();  // the tuned ones only, "elastic_net.alpha": 0.5
};

struct ChainedModel;  // chained.hpp
struct SavedModel;    // saved_model.hpp

struct PipelineSpec {
  std::vector<const StepPart*> steps;
  std::vector<std::string> step_names;
  std::vector<std::vector<std::string>> of;
  const LearnerPart* learner = nullptr;  // null: `saved` is applied
  std::string learner_name;
  unsigned learner_version = 1;
  std::vector<unsigned> step_versions;
  std::vector<engine::Json> step_params;
  StepBeside beside;
  engine::Json learner_params;
  std::vector<std::shared_ptr<const ChainedModel>> chained;  // whose scores are predictors
  std::shared_ptr<const SavedModel> saved;                   // of the learner `fitted`: steps and learner come from it

  // From `within_folds` and `learner` of a node's parameters and files. Throws Failure "not-built" for a part no
  // registry has, "unreadable-file" for a fitted model that is none.
  static PipelineSpec of_params(const engine::Json& params, const std::vector<std::string>& files,
                                const engine::Registry& parts);
  std::vector<Candidate> candidates() const;  // cartesian product in order of writing; one where nothing is tuned
};

// The random numbers of one fit: the node's stream, and which of the node's training parts this is (0 the outer one).
struct Draws {
  std::uint64_t stream = 0;
  std::uint32_t replicate = 0;
  const Rows* among = nullptr;  // training cases and those that are predicted; null: every row
};

// What the steps made of the cases: learners that differ in their own parameters only share it.
struct PreparedCases {
  std::vector<std::string> names;   // columns the learner sees
  std::vector<std::string> blocks;  // of each column
  std::vector<bool> covariate;
  Eigen::MatrixXd x;  // all rows after the steps
  std::size_t constant = 0, unseen = 0;
  Training cases;                  // the training part, resampled and weighed
  std::vector<std::string> notes;  // of steps
  std::vector<std::shared_ptr<const FittedStep>> steps;
  FittedCoding coding;

  void take(Expanded expanded);
};
// Throws Failure "missing-predictor" where a value is missing when the learner is reached.
void require_whole(const Predictors& state, const std::string& help);
// Steps are learned on `train` and applied to every row.
std::shared_ptr<const PreparedCases> prepare_cases(const PipelineSpec& spec,
                                                   const std::vector<engine::Json>& step_params,
                                                   const Predictors& predictors, const Target& target,
                                                   const Rows& train, Draws draws);

struct FittedPipeline {
  std::shared_ptr<const FittedLearner> learner;
  std::shared_ptr<const PreparedCases> prepared;

  Eigen::VectorXd predict(const Rows& rows, std::size_t place) const;
  Eigen::MatrixXd probabilities(const Rows& rows, std::size_t place) const;
  Eigen::MatrixXd columns_of(const Rows& rows) const;  // as the learner saw them
};
// `lambda`: the outer part's path, or null.
FittedPipeline fit_learner(const PipelineSpec& spec, std::shared_ptr<const PreparedCases> prepared,
                           const Target& target, const engine::Json& learner_params, const std::vector<double>* lambda,
                           Draws draws);

// Both, one after the other.
FittedPipeline fit_pipeline(const PipelineSpec& spec, const Candidate& candidate, const Predictors& predictors,
                            const Target& target, const Rows& train, const std::vector<double>* lambda, Draws draws);

}  // namespace rgx::stdlib
