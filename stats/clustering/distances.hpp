#pragma once
// How far cases lie from one another over all columns: where every clustering begins.
#include <Eigen/Core>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"

namespace rgx::stats {

// correlation: 1 − Pearson r of two rows across their columns, 0 … 2; shape counts, height and size do not.
enum class Metric { euclidean, manhattan, correlation };

// n × n between the rows of `x`, symmetric, diagonal 0; in the unit of the columns. Missing or infinite values throw
// std::invalid_argument. correlation: NaN for a row whose columns are all equal, which has no direction.
// R: dist(x), dist(x, "manhattan"), 1 - cor(t(x)).
Eigen::MatrixXd distances(ConstMatrix x, Metric metric, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
