#pragma once
// The path of any curve. Internal to penalise.
#include "stats/learning/penalise.hpp"
#include "stats/learning/penalise_curve.hpp"
#include "stats/learning/penalise_data.hpp"
#include "stats/learning/penalise_walk.hpp"

namespace rgx::stats::detail {

struct PathScale {
  double y = 1, y_mean = 0;       // of the outcome: what coefficients and lambda are multiplied with, where it stood
  bool fitted_intercept = false;  // not taken out beforehand by centring
  double start = 0;               // the null model's
};

ElasticNetPath path_of(const Prepared& data, Curve& curve, const PathOptions& options, const PathScale& scale,
                       const Stops& stops);

}  // namespace rgx::stats::detail
