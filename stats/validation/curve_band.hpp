#pragma once
// How far a curve of one model on independent cases could lie from where it lies: bootstrap of the cases, each class by
// itself (Carpenter & Bithell, Stat Med 2000;19:1141; as pROC::ci.se()). Not for predictions out of several models.
#include <cstdint>
#include <functional>
#include <vector>

#include "stats/base/refs.hpp"
#include "stats/validation/roc.hpp"

namespace rgx::stats {

// Sensitivity at a false positive rate (0 … 1), linear between the points of the curve; where the curve rises straight
// up, its upper end.
double sensitivity_at(const RocCurve& curve, double false_positive_rate);

// The curve's heights on a grid of the caller's; empty where it has none.
using CurveHeights = std::function<std::vector<double>(const Eigen::VectorXd& score, const Eigen::VectorXd& y)>;

struct CurveBand {
  std::vector<double> low, high;  // percentiles (1 ± level) / 2 at each place; both empty where the curve is
};
// y: 0/1. `draws` samples, each with as many cases of either class as there are.
CurveBand curve_band(ConstVector score, ConstVector y, const CurveHeights& heights, std::uint64_t key,
                     std::size_t draws = 2000, double level = 0.95);

}  // namespace rgx::stats
