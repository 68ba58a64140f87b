#pragma once
// What every decomposition hands to its study: scores, loadings with their stability, a line a component.
#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "stats/multivariate/evidence.hpp"
#include "stdlib/multivariate/block_values.hpp"

namespace rgx::stdlib {

// The settings all of them share.
struct EvidenceAsked {
  std::uint32_t permutations = 0, resamples = 0;
  std::size_t folds = 0, repeats = 1;
};
EvidenceAsked evidence_asked(const engine::Json& args);

struct ComponentSide {
  const BlockValues* block = nullptr;
  Eigen::MatrixXd scores, loadings;  // cases × components, columns × components
  std::string name;                  // of its components: `pc*`
  // Empty where no resamples were asked.
  Eigen::MatrixXd stability, sd;
};

struct ComponentTable {
  std::vector<ComponentSide> sides;
  Eigen::VectorXd statistic;
  std::string kind;             // of the statistic: "share_of_variance", "canonical_correlation", …
  Eigen::VectorXd correlation;  // of two blocks, in the cases fitted; empty for one
  Eigen::VectorXd p;            // NaN where not asked
  std::optional<stats::HeldOut> held_out;
  Eigen::VectorXd congruence;  // empty where no resamples were asked
  std::uint32_t refused = 0;   // resamples that could not be fitted
  std::vector<std::string> notes;
};

// Bundle of tables scores (cohort, subject, a column a component and side), loadings (component, block, feature,
// loading, stability, sd) and summary (component, statistic, kind, correlation, p, held_out, folds, congruence, n,
// note).
engine::Output components_output(const engine::Context& context, const Frame& frame, const Blocks& blocks,
                                 const ComponentTable& made);

stats::HeldOutPlan held_out_plan(const engine::Context& context, const EvidenceAsked& asked);
stats::Permutations permutations_of(const engine::Context& context, std::uint32_t draws);

// Parameters `permutations`, `folds`, `repeats`, `resamples`.
std::vector<lang::Param> evidence_params(double permutations, double repeats, double resamples);

}  // namespace rgx::stdlib
