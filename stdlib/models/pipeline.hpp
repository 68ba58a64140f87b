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

struct PipelineSpec {
  std::vector<const StepPart*> steps;
  std::vector<std::string> step_names;
  std::vector<std::vector<std::string>> of;
  const LearnerPart* learner = nullptr;
  std::string learner_name;
  std::vector<engine::Json> step_params;
  StepBeside beside;
  engine::Json learner_params;

  // From `within_folds` and `learner` of a node's parameters. Throws Failure "not-built" for a part no registry has.
  static PipelineSpec of_params(const engine::Json& params, const engine::Registry& parts);
  std::vector<Candidate> candidates() const;  // cartesian product in order of writing; one where nothing is tuned
};

struct FittedPipeline {
  std::shared_ptr<const FittedLearner> learner;
  std::vector<std::string> names;  // columns the learner saw
  Eigen::MatrixXd x;               // all rows after the steps
  std::size_t constant = 0, unseen = 0;

  Eigen::MatrixXd of(const Rows& rows) const;  // columns of some rows as the learner reads them
  Eigen::VectorXd predict(const Rows& rows, std::size_t place) const;
};

// The random numbers of one fit: the node's stream, and which of the node's training parts this is (0 the outer one).
struct Draws {
  std::uint64_t stream = 0;
  std::uint32_t replicate = 0;
};

// Fits on `train`, transforms every row with what was learned there. `lambda`: the outer part's path, or null.
FittedPipeline fit_pipeline(const PipelineSpec& spec, const Candidate& candidate, const Predictors& predictors,
                            const Target& target, const Rows& train, const std::vector<double>* lambda, Draws draws);

}  // namespace rgx::stdlib
