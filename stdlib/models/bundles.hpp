#pragma once
// Bundles of folds, one after another.
#include <string>
#include <vector>

#include "engine/artifact.hpp"

namespace rgx::stdlib {

// Rows of one table of all of them; those without rows are passed over.
engine::Table stacked(const std::vector<const engine::Bundle*>& bundles, const std::string& name);

// One bundle a fold: those of `fit_fold` as they are, those of `fit_folds` taken apart, all in the order of repeat and
// fold. `own` keeps what was taken apart.
std::vector<const engine::Bundle*> fold_bundles(const std::vector<const engine::Artifact*>& artifacts,
                                                std::vector<engine::Bundle>& own);

}  // namespace rgx::stdlib
