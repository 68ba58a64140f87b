#include "stats/validation/intervals.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/base/margin.hpp"

namespace rgx::stats {

namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
}  // namespace

CorrectedT corrected_resampled_t(ConstVector given, double test_to_train, double level) {
  // Memory of others may begin anywhere, and Eigen splits a sum by the address it begins at: its last bits with it.
  const Eigen::VectorXd values = given;
  CorrectedT result{nan, nan, nan, nan, nan, nan, nan, ""};
  const auto count = static_cast<double>(values.size());
  if (values.size() == 0) {
    result.reason = "no values";
    return result;
  }
  result.mean = values.mean();
  if (values.size() == 1) {
    result.reason = "one value";
    return result;
  }
  result.df = count - 1;
  const double variance = (values.array() - result.mean).square().sum() / result.df;
  result.se = std::sqrt((1 / count + test_to_train) * variance);
  if (!(variance > 0)) {
    result.reason = "no variation";
    result.se = 0;
    result.low = result.high = result.mean;
    return result;
  }
  const double half = t_margin(level, result.df) * result.se;
  result.low = result.mean - half;
  result.high = result.mean + half;
  result.t = result.mean / result.se;
  result.p = t_two_sided(result.t, result.df).p;
  return result;
}

Share wilson(std::size_t events, std::size_t n, double level) {
  if (n == 0) return {nan, nan, nan};
  const double z = normal_margin(level);
  const auto count = static_cast<double>(n);
  const double share = static_cast<double>(events) / count;
  const double centre = share + z * z / (2 * count);
  const double half = z * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  const double scale = 1 + z * z / count;
  return {share, std::max(0.0, (centre - half) / scale), std::min(1.0, (centre + half) / scale)};
}

}  // namespace rgx::stats
