#pragma once
// The prediction that knows no predictor: what every model has to beat, and what a learner gives that was left no
// column.
#include <memory>

#include "stdlib/models/part.hpp"

namespace rgx::stdlib {

// Every case gets the training share of its class (weighted), the training mean, or a log hazard of 0 with the
// Kaplan–Meier curve of the training cases for baseline (cumulative hazard -log S; infinite once S is 0).
std::shared_ptr<const FittedLearner> fit_prevalence(const LearnerInput& in);

}  // namespace rgx::stdlib
