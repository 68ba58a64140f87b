#include "stats/prepare/robust_scale.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/describe.hpp"

namespace rgx::stats {

using Eigen::Index;
using Eigen::VectorXd;

Scaling fit_robust_scale(ConstMatrix x, Spread spread) {
  const Index p = x.cols();
  Scaling s{VectorXd::Zero(p), VectorXd::Zero(p), std::vector<std::string>(static_cast<std::size_t>(p))};
  for (Index j = 0; j < p; ++j) {
    std::vector<double> values = without_missing({x.col(j).data(), static_cast<std::size_t>(x.rows())});
    if (values.empty()) {
      s.reason[j] = "no cases";
      continue;
    }
    std::sort(values.begin(), values.end());
    s.mean[j] = quantile_sorted(values, 0.5);
    if (spread == Spread::iqr) {
      s.sd[j] = quantile_sorted(values, 0.75) - quantile_sorted(values, 0.25);
    } else {
      std::vector<double> away;
      for (const double v : values) away.push_back(std::abs(v - s.mean[j]));
      s.sd[j] = 1.4826 * median(away);
    }
    if (values.front() == values.back())
      s.reason[j] = "constant";
    else if (!(s.sd[j] > 0))
      s.reason[j] = "no spread";
  }
  return s;
}

}  // namespace rgx::stats
