#pragma once
// Winsorising: values beyond two training quantiles (type 7) become those quantiles.
#include <Eigen/Core>

#include "stats/base/refs.hpp"

namespace rgx::stats {

struct Winsorising {
  Eigen::VectorXd low, high;  // one a column; NaN where there are no cases: the column is left alone
};

// 0 <= low < high <= 1, else std::invalid_argument. R: pmin(pmax(x, quantile(x, low)), quantile(x, high)).
Winsorising fit_winsorise(ConstMatrix x, double low = 0.05, double high = 0.95);
Eigen::MatrixXd transformed(const Winsorising& limits, ConstMatrix x);

}  // namespace rgx::stats
