// The prior of residual variances (moderated.hpp) by the moments of log s²: Smyth (2004), §6.2.
#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/polygamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "stats/regression/moderated.hpp"

namespace rgx::stats {

namespace {

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// E log of a chi-square on df over df.
double mean_log(double df) { return boost::math::digamma(df / 2) - std::log(df / 2); }

}  // namespace

double trigamma_inverse(double x) {
  if (!(x > 0)) return missing;
  // Newton on 1/trigamma, which is convex and all but straight: it converges from any side (Smyth 2004, appendix).
  double y = 0.5 + 1 / x;
  for (int i = 0; i < 200; ++i) {
    const double value = boost::math::trigamma(y);
    const double step = value * (1 - value / x) / boost::math::polygamma(2, y);
    y += step;
    if (std::abs(step) <= 1e-15 * y) break;
  }
  return y;
}

VariancePrior fit_variance_prior(ConstVector variance, ConstVector df) {
  std::vector<double> s2, d;
  for (Eigen::Index i = 0; i < variance.size(); ++i) {
    if (!(df[i] > 0) || !std::isfinite(variance[i])) continue;
    s2.push_back(variance[i]);
    d.push_back(df[i]);
  }
  VariancePrior prior;
  if (s2.empty()) {
    prior.reason = Reason::too_few;
    return prior;
  }
  const double count = static_cast<double>(s2.size());
  if (s2.size() == 1) {
    prior.df = 0;
    prior.variance = s2[0];
    return prior;
  }
  const double median = median_of(s2);
  if (median == 0) {
    prior.reason = Reason::constant;
    return prior;
  }
  double mean = 0, expected = 0;
  std::vector<double> e(s2.size());
  for (std::size_t i = 0; i < s2.size(); ++i) {
    s2[i] = std::max(s2[i], 1e-5 * median);
    e[i] = std::log(s2[i]) - mean_log(d[i]);
    mean += e[i] / count;
    expected += boost::math::trigamma(d[i] / 2) / count;
  }
  double spread = 0;
  for (const double v : e) spread += (v - mean) * (v - mean) / (count - 1);
  if (spread > expected) {
    prior.df = 2 * trigamma_inverse(spread - expected);
    prior.variance = std::exp(mean + mean_log(prior.df));
  } else {
    prior.df = std::numeric_limits<double>::infinity();
    prior.variance = 0;
    for (const double v : s2) prior.variance += v / count;
  }
  return prior;
}

}  // namespace rgx::stats
