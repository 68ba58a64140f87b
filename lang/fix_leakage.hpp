#pragma once
// What `rgx check --fix` does about leakage: steps that learned from all cases move into the folds. Internal to lang/.
#include <optional>

#include "lang/resolve.hpp"

namespace rgx::lang {

// A step of `within_folds` that does the same in each fold, as `pca` of `decompose`; nullptr: there is none.
const Signature* step_in_folds(const Catalogue& catalogue, const Use& use);

// The predictor `used` of `model` stands on blocks whose steps learn: they are written into `within_folds` instead, and
// the model takes what the first of them started from. Outcomes that the model predicts leave `preserve` and the like.
// None where a step cannot move, columns were picked of a learned table, or a definition holds the text.
std::optional<Fix> move_into_folds(Checker& checker, const Block& model, const Ref& used);

}  // namespace rgx::lang
