#include "stats/prepare/winsorise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/describe.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Winsorising fit_winsorise(ConstMatrix x, double low, double high) {
  if (!(low >= 0 && low < high && high <= 1)) throw std::invalid_argument("winsorise: 0 <= low < high <= 1");
  const VectorXd none = VectorXd::Constant(x.cols(), std::numeric_limits<double>::quiet_NaN());
  Winsorising out{none, none};
  for (Index j = 0; j < x.cols(); ++j) {
    std::vector<double> values = without_missing({x.col(j).data(), static_cast<std::size_t>(x.rows())});
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    out.low[j] = quantile_sorted(values, low);
    out.high[j] = quantile_sorted(values, high);
  }
  return out;
}

MatrixXd transformed(const Winsorising& limits, ConstMatrix x) {
  if (x.cols() != limits.low.size())
    throw std::invalid_argument("columns differ from those the limits were learned on");
  MatrixXd out = x;
  for (Index j = 0; j < x.cols(); ++j) {
    if (std::isnan(limits.low[j])) continue;
    for (double& v : out.col(j))
      if (!std::isnan(v)) v = std::clamp(v, limits.low[j], limits.high[j]);
  }
  return out;
}

}  // namespace rgx::stats
