#pragma once
// Agreement of predicted probabilities with the outcome: Cox's intercept and slope, groups, smooth curve.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

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

// loess(y ~ x, span, degree = 2, surface = "direct") evaluated at `at` (Cleveland & Devlin 1988). NaN where the local
// design is singular.
Eigen::VectorXd loess(ConstVector x, ConstVector y, ConstVector at, double span = 0.75);

// Integrated calibration index: mean |p - loess(y ~ p)| (Austin & Steyerberg 2019); NaN below 10 cases.
double integrated_calibration_index(ConstVector probability, ConstVector y);

}  // namespace rgx::stats
