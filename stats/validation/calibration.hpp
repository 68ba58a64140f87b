#pragma once
// Agreement of predicted probabilities with the outcome: Cox's intercept and slope, groups, smooth curve.
#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

struct CalibrationTerm {
  double estimate, se;
  double low, high;    // Wald
  std::string reason;  // empty, or logistic.hpp's reasons, or "constant prediction"
};
// lp: linear predictor. glm(y ~ offset(lp)): 0 when calibrated in the large.
CalibrationTerm calibration_intercept(ConstVector lp, ConstVector y, double level = 0.95);
// glm(y ~ lp): 1 when neither over- nor underfitted.
CalibrationTerm calibration_slope(ConstVector lp, ConstVector y, double level = 0.95);

struct CalibrationGroup {
  std::size_t n, events;
  double predicted;  // mean
  double observed;   // share
  double low, high;  // of the share, Wilson
};
// Groups of equal size by rank of the prediction; equal predictions stay together, so there may be fewer groups.
std::vector<CalibrationGroup> calibration_groups(ConstVector probability, ConstVector y, std::size_t groups = 10,
                                                 double level = 0.95);

// How far predictions lie from a smooth of the outcome: |p - loess(y ~ p)| over the cases (Austin & Steyerberg,
// Statistics in Medicine 38, 2019). The smooth is not cut to [0, 1]. NaN below 10 cases.
struct CalibrationDistance {
  double mean;    // ICI, the integrated calibration index
  double median;  // E50
  double p90;     // E90
  double largest;
};
CalibrationDistance calibration_distance(ConstVector probability, ConstVector y);
double integrated_calibration_index(ConstVector probability, ConstVector y);

// 2.5 % to 97.5 % (level) of the index over `replicates` samples of the cases with replacement, replicate b by
// stream.at(b); above 300 cases each sample's distance is taken at 100 of its predictions, evenly by rank. Samples in
// which the smooth cannot be formed are left out; no interval below 10 cases or when half of them are.
Interval calibration_index_interval(ConstVector probability, ConstVector y, std::uint32_t replicates,
                                    const Stream& stream, double level = 0.95);

}  // namespace rgx::stats
