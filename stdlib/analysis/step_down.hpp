#pragma once
// `correct(method: maxT | minP)`: p adjusted by permuting the cases of the test itself
// (stats/correction/westfall_young.hpp). The node of the test computes it, `correct` of its family takes it from the
// table's meta.
#include <vector>

#include "engine/operation.hpp"
#include "stats/permutation/permuted_statistics.hpp"
#include "stdlib/analysis/frame.hpp"

namespace rgx::stdlib {

// Whether the block's correction permutes: the node has "step_down": {"method", "permutations", "strata"}.
bool steps_down(const engine::Context& context);

// Adjusted p of each feature against the outcome that `design` holds (group or outcome, and covariates, on these rows);
// strata are filled in here. Missing values are the features' own.
std::vector<double> step_down(const engine::Context& context, const Frame& frame,
                              const std::vector<FrameColumn>& features, stats::PermutationDesign design,
                              const std::vector<std::size_t>& rows);

// The operation with the name of the statistic that lowering looks for.
engine::Operation permutable(engine::Operation operation, stats::PermutedStatistic statistic);

// Puts them into a table of one row a feature (and outcome), pairs of a second stage left aside. Throws Failure
// "wrong-test" where rows are of groups or terms.
void keep_step_down(engine::Table& table, std::vector<double> adjusted);

// Li & Ji's effective number of the numeric features times the outcomes, where `correct(method: li_ji)` asks for it.
void keep_effective_tests(engine::Table& table, const engine::Context& context,
                          const std::vector<FrameColumn>& features, const Frame& frame, std::size_t outcomes);

}  // namespace rgx::stdlib
