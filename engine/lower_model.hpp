#pragma once
// Nodes that fit a model, on its own cases or with those of another cohort beside them. Internal to engine/lower*.
#include <functional>
#include <string>
#include <vector>

#include "engine/lower_builder.hpp"

namespace rgx::engine {

// What a node has beside the model itself: selections that are made before its frame is wired.
using MoreOfNode = std::function<void(FrameWiring&, Node&)>;

// A node with the parameters of `block`'s steps and learner, and the frame of its columns over `cohorts`. `which`: of
// the results that `predicted` fans out to.
Node model_node(Builder& b, const lang::Block& block, const lang::Ref& predicted, std::size_t which,
                const std::vector<std::string>& cohorts, const std::string& path, const std::string& operation,
                const MoreOfNode& more = {});

// Params `metrics` and `settings.horizon`, as the model's block has them.
void metrics_of_node(const lang::Block& block, Node& node);
// One result of a model: its folds, permutations, refit and assessment, known as `name` from then on.
void lower_result(Builder& b, const lang::Block& block, const lang::Ref& predicted, std::size_t which,
                  const std::string& name);
// `sources: each_and_all` (lower_model_sources.cpp).
void lower_sources(Builder& b, const lang::Block& block);
// `by_group` of a model: the metrics of each level's held-out cases (lower_model_groups.cpp).
void lower_model_groups(Builder& b, const lang::Block& block, const std::string& result);
// A node that judges `result` on its own folds, by the block's metrics; inputs and frame are the caller's.
Node judged_on_folds(const lang::Block& block, const std::string& result, const std::string& what);
// The stem of a result's tables: `genes[EGFR]` → `genes.EGFR`.
std::string file_of_result(std::string result);

}  // namespace rgx::engine
