#pragma once
// The parts of a model: learned steps and learners, each fit on training cases and applied to any (architecture.md).
// Every part lies in the registry as Operation::part and is found by name and version.
#include <Eigen/Core>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/table.hpp"
#include "engine/value.hpp"
#include "stdlib/models/predictors.hpp"

namespace rgx::stdlib {

enum class TargetKind { binary, continuous, survival, nominal };

// The outcome of the cases, one a row of the predictors: 0/1, numbers, times to an event, or places of classes.
struct Target {
  TargetKind kind = TargetKind::binary;
  Eigen::VectorXd y;        // survival: time; nominal: 0 … classes - 1
  Eigen::VectorXd event;    // survival: 1, 0; empty of other outcomes
  std::size_t classes = 2;  // binary, nominal
  bool binary() const { return kind == TargetKind::binary; }
  bool survival() const { return kind == TargetKind::survival; }
  bool nominal() const { return kind == TargetKind::nominal; }
};

// The training cases as the learner meets them, after every step: rows may have been added, weights may differ.
struct Training {
  Eigen::MatrixXd x;  // cases × columns
  Eigen::VectorXd y, event;
  Eigen::VectorXd weight;  // empty: 1 each
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
  // Steps that resample or weigh (smote, class_weights) change the training cases alone, in the order written, when
  // the learner is reached: no case that is predicted is touched.
  virtual void resample(Training&) const {}
  // What a reader should know of how it came about; empty: nothing.
  virtual std::string note() const { return {}; }
  // All that `apply` reads, as `kept` (kept.hpp) writes it: a model file holds it, and the part's `load` reads it back
  // to the same bits.
  virtual engine::Json save() const = 0;
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
  const Rows* among = nullptr;  // training cases and those that are predicted; null: every row
  std::uint64_t stream = 0;     // of the node, for steps that draw
  std::uint32_t replicate =
      0;  // differs between the training parts of one node (inner folds), see stats/base/random.hpp
};

struct StepPart {
  using Fit = std::function<std::shared_ptr<const FittedStep>(const StepInput&)>;
  using Load = std::function<std::shared_ptr<const FittedStep>(const engine::Json&)>;
  // load: of what `save` of its fitted steps gave; null for a kind that is none of them.
  StepPart(Fit fit_, Load load_) : fit(std::move(fit_)), load(std::move(load_)) {}
  Fit fit;
  Load load;
};

struct Coefficient {
  std::string term;
  double estimate = 0;
  double se = 0, low = 0, high = 0, p = 0;  // NaN where the learner gives none

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("term", self.term);
    visit("estimate", self.estimate);
    visit("se", self.se);
    visit("low", self.low);
    visit("high", self.high);
    visit("p", self.p);
  }
};

// How much a column matters to a learner without coefficients.
struct Importance {
  std::string term, kind;  // kind: "impurity", "permutation", "gain"
  double value = 0;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("term", self.term);
    visit("kind", self.kind);
    visit("value", self.value);
  }
};

// Cumulative hazard from each time of an event in the training part on.
struct BaselineHazard {
  std::vector<double> time, cumulative_hazard;

  template <class Visit, class Self>
  static void fields(Visit& visit, Self& self) {
    visit("time", self.time);
    visit("cumulative_hazard", self.cumulative_hazard);
  }
};

// Chance to be free of the event beyond each time (ascending; 1 before the first, kept from each to the next).
struct SurvivalCurves {
  std::vector<double> time;
  Eigen::MatrixXd survival;  // cases × times
};

class FittedLearner {
 public:
  virtual ~FittedLearner() = default;
  // Places of the path a penalised learner gives; 1 for the others.
  virtual std::size_t path_length() const { return 1; }
  virtual double lambda(std::size_t) const { return 0; }
  // Probability of the positive class, value, or log hazard; rows of x are any cases with the training columns.
  virtual Eigen::VectorXd predict(const Eigen::MatrixXd& x, std::size_t place) const = 0;
  // Every place at once, cases × places: what a search along the path reads.
  virtual Eigen::MatrixXd predict_all(const Eigen::MatrixXd& x) const {
    Eigen::MatrixXd out(x.rows(), static_cast<Eigen::Index>(path_length()));
    for (std::size_t p = 0; p < path_length(); ++p) out.col(static_cast<Eigen::Index>(p)) = predict(x, p);
    return out;
  }
  virtual std::vector<Coefficient> coefficients(std::size_t place) const = 0;
  // The same where only estimates are read, of training parts: learners whose intervals take long leave them out.
  virtual std::vector<Coefficient> estimates(std::size_t place) const { return coefficients(place); }
  // Of a nominal outcome: cases × classes, rows sum to 1. Empty of the others.
  virtual Eigen::MatrixXd probabilities(const Eigen::MatrixXd&, std::size_t) const { return {}; }
  // Of learners without coefficients; empty of the others.
  virtual std::vector<Importance> importance() const { return {}; }
  // Of a learner of survival, for a case whose prediction is 0; empty of the others.
  virtual BaselineHazard baseline() const { return {}; }
  // The same at a place of the path.
  virtual BaselineHazard baseline_at(std::size_t) const { return baseline(); }
  // Of a learner of survival whose cases have no baseline in common; empty of the others.
  virtual SurvivalCurves curves(const Eigen::MatrixXd&) const { return {}; }
  // What it predicts by at a place of the path, as `kept` (kept.hpp) writes it. What is loaded again has this place
  // alone and predicts to the same bits. Training cases are held only where predictions read them: what else was made
  // of them (intervals by profile, permutation importance) stands beside it in the model's file.
  virtual engine::Json save(std::size_t place) const = 0;
  std::string note;  // "separated", "not converged", …
};

struct LearnerInput {
  const Training& cases;
  TargetKind kind = TargetKind::binary;
  std::size_t classes = 2;                 // binary, nominal
  const std::vector<std::string>& names;   // of the columns
  const std::vector<std::string>& blocks;  // of each column: the table or cohort it came from
  const std::vector<bool>& covariate;      // of each column: declared in a cohort
  const engine::Json& params;
  const std::vector<double>* lambda = nullptr;  // the path of the outer training part, in inner folds
  std::uint64_t stream = 0;                     // of the node, for learners that draw
  std::uint32_t replicate = 0;                  // differs between the training parts of one node
};

struct LearnerPart {
  using Fit = std::function<std::shared_ptr<const FittedLearner>(const LearnerInput&)>;  // throws Failure
  using Load = std::function<std::shared_ptr<const FittedLearner>(const engine::Json&)>;
  // load: of what `save` of its fitted learners gave; null for a kind that is none of them.
  LearnerPart(Fit fit_, Load load_, Coding coding_ = Coding::reference)
      : fit(std::move(fit_)), load(std::move(load_)), coding(coding_) {}
  Fit fit;
  Load load;
  Coding coding;
};

}  // namespace rgx::stdlib
