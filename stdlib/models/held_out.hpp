#pragma once
// Predictions of the test parts of a model, ready to be judged by any metric of its outcome.
#include <map>
#include <string>
#include <vector>

#include "engine/artifact.hpp"
#include "stats/validation/class_performance.hpp"
#include "stats/validation/perform.hpp"
#include "stats/validation/survival_performance.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

struct HeldOut {
  TargetKind kind = TargetKind::binary;
  std::string split;       // its kind: "kfold", "leave_one_out", …; empty: apparent
  stats::OutOfFold plain;  // binary, numbers
  stats::ClassOutOfFold classes;
  stats::SurvivalOutOfFold survival;
  std::size_t entries() const;
};

TargetKind kind_of(const engine::Json& meta);

// predictions: of all of them, one after another (fold_fit.hpp). folds: each one's bundle in that order, for the size
// of its training part and its baseline hazard.
HeldOut held_out(const engine::Table& predictions, const std::vector<const engine::Bundle*>& folds,
                 const std::string& split);

// The same from an assessment's bundle, whose folds are not at hand: training parts are taken to be the repeat's other
// cases, and metrics that read a baseline have none.
HeldOut held_out_of_folds(const engine::Table& predictions, const engine::Json& meta, const std::string& split);

// Some entries of it, by place.
HeldOut some_of(const HeldOut& all, const std::vector<std::size_t>& entries);

// What is reported where a study names no metric; what `split` allows only.
std::vector<std::string> default_metrics(TargetKind kind, const std::string& split);

struct JudgeOptions {
  double horizon = stats::missing;  // in the unit of the times
  std::uint32_t replicates = 500;   // of intervals by bootstrap
  std::uint64_t key = 0;
};
// Throws Failure "wrong-metric" where the metric is none of this outcome.
stats::Performance judge(const HeldOut& predictions, const std::string& metric, const JudgeOptions& options);

// Whether a higher value is better. Calibration intercepts and slopes have a best value, and are neither.
enum class Good { high, low, neither };
Good good_of(const std::string& metric);

}  // namespace rgx::stdlib
