#pragma once
// What the figures of a model are drawn from, as tables of the run.
#include "engine/table.hpp"

namespace rgx::stdlib {

// false_positive_rate (0 to 1 by 0.02), sensitivity: mean over repeats of each repeat's curve of held-out predictions;
// low, high: mean_curve()'s band. No rows for a numeric outcome.
engine::Table roc_table(const engine::Table& predictions, bool binary);

// predicted, observed, n, ci_low, ci_high: tenths of the cases by their mean prediction over repeats, with Wilson's
// interval of the share; for a numeric outcome one row a case without interval.
engine::Table calibration_table(const engine::Table& predictions, bool binary);

}  // namespace rgx::stdlib
