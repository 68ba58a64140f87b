#pragma once
// A fitted pipeline away from the cases that taught it: predictors by name, the models whose scores are among them,
// steps, coding and learner, as a model file holds them. Applied to any cases that have the predictors.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/operation.hpp"
#include "stdlib/models/pipeline.hpp"

namespace rgx::stdlib {

// One predictor as the training cases had it.
struct PredictorShape {
  std::string name, block, unit;
  bool covariate = false, nominal = false;
  std::vector<std::string> levels;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("name", self.name);
    visit("block", self.block);
    visit("unit", self.unit);
    visit("covariate", self.covariate);
    visit("nominal", self.nominal);
    visit("levels", self.levels);
  }
};

// The columns of `have` that a model asks for, in its order and with its levels: a level it never saw stands behind
// them, and counts as `expand` says. A column is found by its name, or by its name without the table in front. Throws
// Failure "unknown-column" (those that are not there, and the nearest that are), "wrong-type", "unknown-level" (of
// ordered levels).
std::vector<Predictor> matched_columns(const std::vector<PredictorShape>& wanted, const std::vector<Predictor>& have);

class AppliedPipeline {
 public:
  // What `written` gave. Throws Failure "not-built" (a part no registry has), "damaged".
  static std::shared_ptr<const AppliedPipeline> load(const engine::Json& in, const engine::Registry& parts);

  // Columns as the learner sees them, of every row. Nothing is learned. Throws as `matched_columns`, the steps, and
  // `require_whole`.
  std::shared_ptr<const PreparedCases> prepare(const Predictors& predictors) const;
  const FittedLearner& learner() const { return *learner_; }
  // Columns it reads of any cases: its own and those of the models whose scores it reads; what is read beside.
  std::vector<PredictorShape> reads() const;
  std::vector<PredictorShape> reads_beside() const;

 private:
  std::vector<PredictorShape> predictors_, beside_;
  std::vector<std::pair<std::string, std::shared_ptr<const AppliedPipeline>>> chained_;
  std::vector<std::shared_ptr<const FittedStep>> steps_;
  FittedCoding coding_;
  std::shared_ptr<const FittedLearner> learner_;
};

// A pipeline that was fitted on `train`, place `place` of its learner's path, as a value. `units`: of each predictor
// and column beside, by name.
engine::Json written(const PipelineSpec& spec, const Predictors& predictors, const FittedPipeline& fitted,
                     std::size_t place, const Rows& train, const Draws& draws,
                     const std::map<std::string, std::string>& units);

}  // namespace rgx::stdlib
