#pragma once
// Coefficients and residuals of the models of a block: NAME.coefficients.csv, NAME.residuals.csv, NAME.schoenfeld.csv,
// carried in the table's meta ("cox") to `correct`, which writes them.
#include "engine/artifact.hpp"
#include "engine/operation.hpp"
#include "stats/survival/cox.hpp"
#include "stdlib/analysis/model_driver.hpp"

namespace rgx::stdlib {

// Throws Failure "out-of-range" for more than 20 models.
engine::Json cox_details(const engine::Context& context, const ModelNeeds& needs, const stats::CoxOptions& options);

}  // namespace rgx::stdlib
