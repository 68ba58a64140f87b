#pragma once
// The prediction that knows no predictor: what every model has to beat, and what a learner gives that was left no
// column.
#include <memory>

#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// Every case gets the training share of its class (weighted), the training mean, or a log hazard of 0 with the
// Kaplan–Meier curve of the training cases for baseline (cumulative hazard -log S; infinite once S is 0).
std::shared_ptr<const FittedLearner> fit_prevalence(const LearnerInput& in);
// What `save` of these gave; null for other kinds.
std::shared_ptr<const FittedLearner> load_prevalence(const engine::Json& in);
// Of a learner that may have been left no column.
LearnerPart::Load or_prevalence(LearnerPart::Load own);

}  // namespace rgx::stdlib
