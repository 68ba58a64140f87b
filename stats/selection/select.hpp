#pragma once
// Univariate choice of columns in training cases. Ties go to the earlier column; NaN is never chosen.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

enum class Better { smaller, larger };

// The k best, ascending by column; fewer when fewer have a number.
std::vector<Eigen::Index> select_top(std::span<const double> score, std::size_t k, Better better);
// Those with p <= level, ascending by column.
std::vector<Eigen::Index> select_below(std::span<const double> p, double level);

}  // namespace rgx::stats
