#pragma once
// Half-widths of two-sided intervals, in standard errors.
#include <boost/math/distributions/chi_squared.hpp>

#include "stats/base/tails.hpp"

namespace rgx::stats {

inline double normal_margin(double level) { return normal_quantile(0.5 + level / 2); }
inline double t_margin(double level, double df) { return t_quantile(0.5 + level / 2, df); }

inline double chi_square_quantile(double level, double df) {
  return boost::math::quantile(boost::math::chi_squared(df), level);
}

}  // namespace rgx::stats
