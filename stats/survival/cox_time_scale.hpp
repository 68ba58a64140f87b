#pragma once
// The clock of proportional hazards diagnostics: 1 - Kaplan–Meier of all cases, on which events are about evenly
// spread.
#include "stats/survival/cox_order.hpp"

namespace rgx::stats {

// Strata and weights aside, just before each group's time; less its mean over events when `centred`.
// R: cox.zph(transform = "km"), x.
Eigen::VectorXd cox_time_scale(const CoxOrder& order, bool centred = true);

}  // namespace rgx::stats
