#pragma once
// Scaling that outliers do not move: the median, and the interquartile range (quantiles of type 7) or the median
// absolute deviation times 1.4826 (so that it estimates the standard deviation of a normal).
#include "stats/base/transform.hpp"

namespace rgx::stats {

enum class Spread { iqr, mad };

// In place of mean and sd of a Scaling. A column whose spread is 0 although it varies (more than half of the values
// alike) has sd 0 and reason "no spread": it is centred only. R: (x - median(x)) / IQR(x), / mad(x).
Scaling fit_robust_scale(ConstMatrix x, Spread spread = Spread::iqr);

}  // namespace rgx::stats
