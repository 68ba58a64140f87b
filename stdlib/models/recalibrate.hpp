#pragma once
// Predictions brought to the level of another cohort, each case by the others of it.
#include <string>

#include "engine/table.hpp"
#include "stats/validation/calibration.hpp"

namespace rgx::stdlib {

struct Recalibrated {
  engine::Table predictions;  // as they came, `predicted` replaced
  // Of all cases together: what a user of the model would take over. Slope is 1 where only the intercept is fitted.
  stats::CalibrationTerm intercept, slope;
  std::string reason;  // not empty: there are no predictions
};

// how: "intercept" or "logistic" (intercept and slope) of a probability's log odds (cut at 1e-10), by maximum
// likelihood; of a number by least squares. Each case's prediction is recalibrated by what the other cases say (leave
// one out), so that it may be judged on the same cases.
Recalibrated recalibrate(const engine::Table& predictions, bool binary, const std::string& how);

}  // namespace rgx::stdlib
