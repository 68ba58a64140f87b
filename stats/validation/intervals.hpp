#pragma once
// Intervals of what folds and shares gave.
#include <cstddef>
#include <string>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct CorrectedT {
  double mean, se, df;
  double low, high;    // not cut
  double t, p;         // against 0, two-sided
  std::string reason;  // "one value": interval NaN; "no variation": se 0
};
// values: one a fold and repeat; test_to_train: mean n_test / mean n_train.
CorrectedT corrected_resampled_t(ConstVector values, double test_to_train, double level = 0.95);

// prop.test(x, n, correct = FALSE)$conf.int (Wilson 1927).
struct Share {
  double estimate, low, high;
};
Share wilson(std::size_t events, std::size_t n, double level = 0.95);

}  // namespace rgx::stats
