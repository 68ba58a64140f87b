#pragma once
// Cubic splines that are straight beyond their outermost knots, as columns of a regression.
#include <span>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// 1, x and one column a knot after the second: a basis of natural cubic splines (Hastie, Tibshirani & Friedman, The
// Elements of Statistical Learning, 2009, equations 5.4 and 5.5). Knots ascending, at least 2, the outermost included;
// else std::invalid_argument. It spans what R's splines::ns(intercept = TRUE) spans.
Eigen::MatrixXd natural_spline_basis(ConstVector x, std::span<const double> knots);

}  // namespace rgx::stats
