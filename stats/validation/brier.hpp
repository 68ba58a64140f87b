#pragma once
// The Brier score and what it is made of (Murphy, Journal of Applied Meteorology 12, 1973).
#include <cstddef>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// brier = reliability - resolution + uncertainty + remainder. Groups of equal size by rank of the prediction, equal
// predictions together (calibration_groups): within a group predictions differ, which is the remainder (the variance
// and covariance within bins of Stephenson, Coelho & Jolliffe, Weather and Forecasting 23, 2008); 0 where they do not.
struct BrierParts {
  double brier;
  double reliability;  // mean squared distance of a group's mean prediction from its share of events; 0 is best
  double resolution;   // mean squared distance of the groups' shares from the share of all; high is best
  double uncertainty;  // share · (1 - share) of all
  double remainder;
  std::size_t groups;  // that there were
};
// NaN without cases. y: 0/1.
BrierParts brier_parts(ConstVector probability, ConstVector y, std::size_t groups = 10);

}  // namespace rgx::stats
