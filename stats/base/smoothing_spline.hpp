#pragma once
// The natural cubic smoothing spline with a knot at each point (Green & Silverman 1994, section 2.3).
#include "stats/base/refs.hpp"

namespace rgx::stats {

// Fitted values at x: the g that minimises Σ(y − g)² + λ∫g''², with λ such that the trace of the smoother matrix is df.
// x strictly increasing, at least 4 points, 2 < df < points; else std::invalid_argument.
// R: smooth.spline(x, y, df = df, all.knots = TRUE)$y, whose search for λ stops earlier and whose penalty has .333 for
// a third (1e-4).
Eigen::VectorXd smoothing_spline(ConstVector x, ConstVector y, double df);

}  // namespace rgx::stats
