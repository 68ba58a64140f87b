#include "stats/validation/decision_curve.hpp"

#include <cmath>

#include "stats/base/margin.hpp"

namespace rgx::stats {

std::vector<NetBenefit> decision_curve(ConstVector probability, ConstVector y, ConstVector thresholds, double level) {
  std::vector<NetBenefit> curve;
  const double n = static_cast<double>(y.size()), share = y.size() > 0 ? y.mean() : missing;
  for (const double t : thresholds) {
    NetBenefit b{t, missing, missing, missing, missing, 0, missing};
    if (n > 0 && t > 0 && t < 1) {
      const double odds = t / (1 - t);
      const Eigen::ArrayXd own =
          (probability.array() >= t).select((y.array() == 1).select(Eigen::ArrayXd::Ones(y.size()), -odds), 0.0);
      b.model = own.mean();
      const double se = std::sqrt((own - b.model).square().sum() / (n - 1) / n);
      b.low = b.model - normal_margin(level) * se;
      b.high = b.model + normal_margin(level) * se;
      b.treat_all = share - (1 - share) * odds;
      if (share > 0) b.standardised = b.model / share;
    }
    curve.push_back(b);
  }
  return curve;
}

}  // namespace rgx::stats
