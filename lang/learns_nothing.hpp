#pragma once
// Models that are applied as they were published.
#include <algorithm>

#include "lang/study.hpp"

namespace rgx::lang {

// Neither the learner nor a step of the folds learns: every case is new to the model, and its metrics are not apparent.
inline bool learns_nothing(const Block& model) {
  const Use* learner = model.step(Role::learner);
  return learner != nullptr && !learner->signature->learns &&
         std::none_of(model.within_folds.begin(), model.within_folds.end(),
                      [](const Use& step) { return step.signature->learns; });
}

}  // namespace rgx::lang
