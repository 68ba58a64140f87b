#pragma once
// Gradient-boosted trees by XGBoost (Chen & Guestrin, KDD 2016), one thread a model. Its numbers are single precision:
// columns are centred and scaled in double before they are rounded (trees do not see the scale), numeric outcomes too,
// and times of survival enter Cox's objective by their ranks, which is all it reads.
#include <Eigen/Core>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/value.hpp"

namespace rgx::stdlib {

enum class BoostKind { squared, logistic, classes, cox, aft };

struct BoostOptions {
  BoostKind kind = BoostKind::logistic;
  int classes = 2;
  int rounds = 100;  // at most, where it stops early
  int depth = 6;
  double eta = 0.3;
  double subsample = 1, columns = 1;  // shares drawn for a round
  double min_child_weight = 1, gamma = 0, lambda = 1, alpha = 0;
  bool histogram = false;               // else every cut is tried
  std::string distribution = "normal";  // aft: of the log times; "normal", "logistic", "extreme"
  double scale = 1;                     // aft
  int early_stop = 0;                   // rounds without a better loss on the cases held back; 0: no early stop
  double stop_share = 0.2;              // of the training cases, held back
};

struct BoostCases {
  const Eigen::MatrixXd& x;       // cases × columns, finite
  const Eigen::VectorXd& y;       // numbers, 0/1, 0 … classes - 1, or times
  const Eigen::VectorXd& event;   // survival: 1, 0
  const Eigen::VectorXd& weight;  // empty: 1 each
};

class Boosted {
 public:
  struct State;
  Boosted() = default;  // predicts nothing
  explicit Boosted(std::shared_ptr<State> state) : state_(std::move(state)) {}
  // Cases × 1: value (squared), log odds (logistic), log hazard up to a constant (cox), location of the log time (aft).
  // Cases × classes: probabilities (classes).
  [[nodiscard]] Eigen::MatrixXd predict(const Eigen::MatrixXd& x) const;
  // Share of each column in the gain of all cuts; 0 where nothing was cut.
  [[nodiscard]] Eigen::VectorXd gain() const;
  [[nodiscard]] int rounds() const;

  // XGBoost's own model (UBJSON) with the scales around it; `load` takes it back and predicts to the same bits. Throws
  // Failure "damaged" where XGBoost does not know it.
  [[nodiscard]] engine::Json save() const;
  static Boosted load(const engine::Json& in);

 private:
  std::shared_ptr<State> state_;
};

// Starts from the mean, the prevalence or the mean log time. With early_stop a share of the training cases, drawn
// within classes (or events), is held back; the rounds until its loss was least are counted, and all training cases are
// boosted anew for as many. Everything drawn depends on (key, replicate). Throws Failure "learner": a time of 0 (aft),
// too few cases to hold any back, or XGBoost's own message.
Boosted boost(const BoostCases& cases, const BoostOptions& options, std::uint64_t key, std::uint32_t replicate);

}  // namespace rgx::stdlib
