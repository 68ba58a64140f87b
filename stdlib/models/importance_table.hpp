#pragma once
// How much columns matter to a learner without coefficients, as tables.
#include <vector>

#include "engine/artifact.hpp"
#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// Of one fit: term, kind, importance.
engine::Table importance_table(const std::vector<Importance>& all);

// Of a model: term, kind, importance (of the refit on every case), fold_mean, fold_sd (over the training parts that
// have the term), folds (how many have it). Terms that only training parts have stand behind, their importance missing.
engine::Table importance_over_folds(const engine::Bundle& refit, const std::vector<const engine::Bundle*>& folds);

}  // namespace rgx::stdlib
