#pragma once
// Columns that hardly vary: Kuhn & Johnson, Applied Predictive Modeling, 2013, §3.5.
#include "stats/base/transform.hpp"

namespace rgx::stats {

struct NearZeroLimits {
  double frequency = 95.0 / 5;  // above: how often the commonest value occurs, to the next
  double unique = 0.10;         // at most: distinct values to cases, missing ones counted among the cases
};

// Drops columns beyond both limits ("near-zero variance"), constant ones ("constant") and empty ones ("no cases").
// caret::nearZeroVar(freqCut, uniqueCut = 100 * unique).
ColumnChoice fit_drop_near_zero(ConstMatrix x, const NearZeroLimits& limits = {});

}  // namespace rgx::stats
