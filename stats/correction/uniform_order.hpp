#pragma once
// What p values look like when no hypothesis is false: order statistics of the uniform distribution, and how far the
// middle of the p values lies from theirs.
#include <cstddef>
#include <span>

#include "stats/base/result.hpp"

namespace rgx::stats {

// The rank-th smallest of n independent uniform values follows the beta distribution with parameters rank and
// n + 1 − rank (David & Nagaraja 2003, Order Statistics, §2.1). 1 <= rank <= n and 0 < level < 1, else
// std::invalid_argument.
double uniform_order_mean(std::size_t rank, std::size_t n);
// The middle `level` of it. R: qbeta(c(.025, .975), rank, n + 1 - rank).
Interval uniform_order_interval(std::size_t rank, std::size_t n, double level = 0.95);

// Devlin & Roeder's (1999) λ: the median of the p values as χ² with one degree of freedom over the median of that
// distribution, 0.4549. NaN is left out; NaN when nothing is left. A p outside [0, 1]: std::invalid_argument.
// R: median(qchisq(p, 1, lower.tail = FALSE)) / qchisq(0.5, 1).
double genomic_inflation(std::span<const double> p);

}  // namespace rgx::stats
