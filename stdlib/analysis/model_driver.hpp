#pragma once
// What every model per feature shares: which cases are complete, the response, the tested columns and those held fixed,
// one row of results for each pair, term and group.
#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

#include "engine/operation.hpp"
#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stdlib {

// One model to be fitted. In `associate` the right side is explained by the left; in `compare` the feature is explained
// by the groups.
struct ModelCases {
  std::string type;          // of the response: continuous, binary, ordinal, nominal, survival
  Eigen::VectorXd y;         // binary 0/1, ordinal 1 … k, survival: time
  Eigen::VectorXd event;     // survival: 1, 0, 2 where a competing event came first
  Eigen::VectorXd entry;     // survival with late entry
  std::vector<int> classes;  // binary, ordinal, nominal: 0 … k-1
  std::vector<std::string> levels;
  Eigen::MatrixXd tested;                              // cases × columns, one hypothesis
  std::vector<std::string> tested_names, fixed_names;  // of their columns, the intercept aside
  Eigen::MatrixXd fixed;     // cases × columns with an intercept in front: covariates, and lower terms of `interact`
  std::vector<int> cluster;  // of each case: by `cluster`, else its subject
  bool clustered = false;    // `cluster` is written
  std::vector<int> stratum;  // 0 for all where `strata` names nothing
};

struct ModelTest {
  stats::TestResult result;
  double icc = stats::missing;  // share of the response's variance that lies between subjects
  std::string note;
};

// What the responses have to be.
struct ModelNeeds {
  std::vector<std::string> responses;  // types of ModelCases
  bool counts = false;                 // whole numbers from 0 on
};

// Called for each pair, term and group, from several threads; `place` counts them (for random streams).
using OneModel = std::function<ModelTest(const ModelCases& cases, std::size_t place)>;

// Sides, covariates, modifiers, groups and strata from the node's parameters. Rows in the order pair, group, term.
engine::Output run_models(const engine::Context& context, const ModelNeeds& needs, const OneModel& model);

// Many features, each of which explains the same response beside the same covariates: `shared` has no tested columns,
// and is complete; features are cases × features, NaN missing. One result a feature, as `model` gives it on the cases
// that the feature has.
using AllPredictors = std::function<std::vector<ModelTest>(const ModelCases& shared, stats::ConstMatrix features,
                                                           const stats::ParallelFor& parallel)>;
// As run_models, by the screen where the left side is several single columns of numbers without modifiers.
engine::Output run_predictors(const engine::Context& context, const ModelNeeds& needs, const OneModel& model,
                              const AllPredictors& screen);

// All responses that the same columns explain, at once: `shared` has no response, and is complete; responses are cases
// × responses, NaN missing. One result a response.
using AllResponses = std::function<std::vector<ModelTest>(const ModelCases& shared, stats::ConstMatrix responses,
                                                          const stats::ParallelFor& parallel)>;
engine::Output run_responses(const engine::Context& context, const ModelNeeds& needs, const AllResponses& models);

// By the side that is longer, where either way gives the same.
engine::Output run_longer_side(const engine::Context& context, const ModelNeeds& needs, const AllPredictors& predictors,
                               const AllResponses& responses);

}  // namespace rgx::stdlib
