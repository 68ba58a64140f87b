#pragma once
// A curve of held-out predictions on a grid, and how far it could lie elsewhere.
#include <Eigen/Core>
#include <string>
#include <utility>
#include <vector>

#include "engine/table.hpp"
#include "stats/validation/curve_band.hpp"

namespace rgx::stdlib {

inline constexpr int kCurveSteps = 50;  // places 0, 0.02, … 1

// Columns `place`, `height`: the mean over the parts (score, outcome 0/1) of `heights` (kCurveSteps + 1 numbers, or
// none where a part has one class); low, high: the 2.5th and 97.5th percentile over the parts where there are several
// (repeats of folds), else over bootstrap samples of the cases of the one. No rows where no part has a curve.
engine::Table mean_curve(const std::vector<std::pair<Eigen::VectorXd, Eigen::VectorXd>>& parts,
                         const stats::CurveHeights& heights, const std::string& place, const std::string& height);

}  // namespace rgx::stdlib
