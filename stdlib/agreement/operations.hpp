#pragma once
// Operations of this room, each registered by one line of stdlib/register.cpp.
#include "engine/operation.hpp"

namespace rgx::stdlib {

engine::Operation icc_operation();
engine::Operation ccc_operation();
engine::Operation kappa_operation();
engine::Operation bland_altman_operation();
engine::Operation repeatability_operation();
engine::Operation keep_stable_operation(const engine::Registry& parts);

// Nodes: the agreement of a table with a row a repeat, its row a subject, and the columns of a table that are stable.
engine::Operation agreement_operation(const engine::Registry& parts);
engine::Operation take_repeats_operation();
engine::Operation keep_features_operation();

// All of them; `parts` finds the measures and must outlive the operations' last run.
std::vector<engine::Operation> agreement_operations(const engine::Registry& parts);

}  // namespace rgx::stdlib
