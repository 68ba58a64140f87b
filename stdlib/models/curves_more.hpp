#pragma once
// More of what the figures of a model are drawn from: precision against recall, net benefit, calls by class, and the
// smooth of the outcome over the predictions. All but the last are of one repeat's held-out predictions, then their
// mean over repeats.
#include "engine/table.hpp"
#include "stdlib/models/held_out.hpp"

namespace rgx::stdlib {

// recall (0 to 1 by 0.02), precision where at least that recall is first reached; low, high: 2.5th and 97.5th
// percentile over repeats. prevalence: the level of a useless score. No rows unless the outcome is binary.
engine::Table precision_recall_table(const HeldOut& predictions);

// threshold (0.01 to 0.99), net_benefit of the model with its interval (of one repeat's cases), treat_all, treat_none,
// standardised.
engine::Table decision_table(const HeldOut& predictions);

// observed, predicted, n (mean over repeats), share (of the observed class).
engine::Table confusion_table(const HeldOut& predictions, const std::vector<std::string>& levels);

// predicted (50 places), observed (loess), ci_low, ci_high, cut to [0, 1], of the mean prediction of each case; no rows
// where there is no smooth.
engine::Table calibration_curve_table(const engine::Table& predictions, TargetKind kind);

}  // namespace rgx::stdlib
