#pragma once
// The parts of a model: learned steps and learners, each fit on training cases and applied to any (architecture.md).
// Every part lies in the registry as Operation::part and is found by name and version.
#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/table.hpp"
#include "engine/value.hpp"
#include "stdlib/models/predictors.hpp"

namespace rgx::stdlib {

// The outcome of the cases, one a row of the predictors: 0/1, numbers, or times to an event.
struct Target {
  bool binary = true;
  Eigen::VectorXd y;      // survival: time
  Eigen::VectorXd event;  // survival: 1, 0; empty of other outcomes
  bool survival() const { return event.size() > 0; }
};

// Why a part could not learn from these cases ("one class", "separated", …): a fact of the fold, kept and counted.
struct PartNote {
  std::string code, message;
};

class FittedStep {
 public:
  virtual ~FittedStep() = default;
  // Row by row, with what was learned: the rows may be any cases.
  virtual void apply(Predictors& predictors) const = 0;
};

// What steps may read beside the predictors: who the rows are, and what was measured again.
struct StepBeside {
  std::vector<std::string> subject;                                  // of each row
  std::map<std::string, std::vector<const engine::Table*>> repeats;  // robust block → tables with a row a repeat
  std::map<std::string, engine::Json> judged;                        // robust block → its parameters
};

struct StepInput {
  const Predictors& predictors;
  const Rows& train;
  const Target& target;  // read by steps declared with learns(true) only
  const engine::Json& params;
  const std::vector<std::string>& of;  // blocks it works on; empty: all
  const StepBeside& beside;
};

struct StepPart {
  std::function<std::shared_ptr<const FittedStep>(const StepInput&)> fit;
};

struct Coefficient {
  std::string term;
  double estimate = 0;
  double se = 0, low = 0, high = 0, p = 0;  // NaN where the learner gives none
};

// Cumulative hazard from each time of an event in the training part on.
struct BaselineHazard {
  std::vector<double> time, cumulative_hazard;
};

class FittedLearner {
 public:
  virtual ~FittedLearner() = default;
  // Places of the path a penalised learner gives; 1 for the others.
  virtual std::size_t path_length() const { return 1; }
  virtual double lambda(std::size_t) const { return 0; }
  // Probability of the positive class, value, or log hazard; rows of x are any cases with the training columns.
  virtual Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t place) const = 0;
  virtual std::vector<Coefficient> coefficients(std::size_t place) const = 0;
  // Of a learner of survival, for a case whose prediction is 0; empty of the others.
  virtual BaselineHazard baseline() const { return {}; }
  std::string note;  // "separated", "not converged", …
};

struct LearnerInput {
  const Eigen::MatrixXd& x;  // training cases × columns
  const Eigen::VectorXd& y;
  bool binary = true;
  const std::vector<std::string>& names;  // of the columns
  const engine::Json& params;
  const std::vector<double>* lambda = nullptr;  // the path of the outer training part, in inner folds
  const Eigen::VectorXd& event;                 // survival; empty of other outcomes
};

struct LearnerPart {
  bool takes_binary = true, takes_continuous = false;
  std::function<std::shared_ptr<const FittedLearner>(const LearnerInput&)> fit;  // throws Failure
};

}  // namespace rgx::stdlib
