#pragma once
// What every model per feature shares: which cases are complete, the response, the tested columns and those held fixed,
// one row of results for each pair, term and group.
#include <Eigen/Core>
#include <functional>
#include <vector>

#include "engine/operation.hpp"
#include "stats/result.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// One model to be fitted. In `associate` the right side is explained by the left; in `compare` the feature is explained
// by the groups.
struct ModelCases {
  std::string type;          // of the response: continuous, binary, ordinal, nominal, survival
  Eigen::VectorXd y;         // binary 0/1, ordinal 1 … k, survival: time
  Eigen::VectorXd event;     // survival: 1, 0
  std::vector<int> classes;  // binary, ordinal, nominal: 0 … k-1
  std::vector<std::string> levels;
  Eigen::MatrixXd tested;    // cases × columns, one hypothesis
  Eigen::MatrixXd fixed;     // cases × columns with an intercept in front: covariates, and lower terms of `interact`
  std::vector<int> cluster;  // the subject of each case
  std::vector<int> stratum;  // 0 for all where `strata` names nothing
};

struct ModelTest {
  stats::TestResult result;
  double icc = stats::missing;  // share of the response's variance that lies between subjects
  std::string note;
};

// Called for each pair, term and group, from several threads; `place` counts them (for random streams).
using OneModel = std::function<ModelTest(const ModelCases& cases, std::size_t place)>;

// Sides, covariates, modifiers, groups and strata from the node's parameters. Rows in the order pair, group, term.
engine::Output run_models(const engine::Context& context, const OneModel& model);

}  // namespace rgx::stdlib
