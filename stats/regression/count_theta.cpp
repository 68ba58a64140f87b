#include "stats/regression/count_theta.hpp"

#include <Eigen/Core>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

namespace rgx::stats {
namespace {

using Eigen::Index;

// Counts up to this are summed term by term, which keeps the digits that a difference of gamma functions loses.
constexpr double few = 200;

bool summed(double y) { return y <= few && y == std::floor(y); }

// ln Γ(θ + y) - ln Γ(θ) - y ln θ, and its derivatives in θ but for the last term.
double ln_rising(double y, double theta) {
  if (!summed(y)) return std::lgamma(theta + y) - std::lgamma(theta) - y * std::log(theta);
  double sum = 0;
  for (double k = 0; k < y; ++k) sum += std::log1p(k / theta);
  return sum;
}
double rising_slope(double y, double theta) {
  if (!summed(y)) return boost::math::digamma(theta + y) - boost::math::digamma(theta);
  double sum = 0;
  for (double k = 0; k < y; ++k) sum += 1 / (theta + k);
  return sum;
}
double rising_curvature(double y, double theta) {
  if (!summed(y)) return boost::math::trigamma(theta) - boost::math::trigamma(theta + y);
  double sum = 0;
  for (double k = 0; k < y; ++k) sum += 1 / ((theta + k) * (theta + k));
  return sum;
}

}  // namespace

double count_log_density(double y, double mean, double theta) {
  const double poisson = (y > 0 ? y * std::log(mean) : 0) - std::lgamma(y + 1);
  if (std::isinf(theta)) return poisson - mean;
  return poisson + ln_rising(y, theta) - (theta + y) * std::log1p(mean / theta);
}

ThetaSlope theta_slope(ConstVector y, ConstVector mean, ConstVector weights, double theta) {
  ThetaSlope at{0, 0};
  for (Index i = 0; i < y.size(); ++i) {
    const double m = mean[i], whole = m + theta;
    at.slope += weights[i] * (rising_slope(y[i], theta) - std::log1p(m / theta) + (m - y[i]) / whole);
    at.information +=
        weights[i] * (rising_curvature(y[i], theta) - 1 / theta + 2 / whole - (y[i] + theta) / (whole * whole));
  }
  return at;
}

double estimate_theta(ConstVector y, ConstVector mean, ConstVector weights) {
  // Slope in 1/θ at 0: half of what the counts vary beyond Poisson.
  double excess = 0;
  for (Index i = 0; i < y.size(); ++i) excess += weights[i] * ((y[i] - mean[i]) * (y[i] - mean[i]) - y[i]);
  if (!(excess > 0)) return std::numeric_limits<double>::infinity();
  const auto slope = [&](double ln_theta) { return theta_slope(y, mean, weights, std::exp(ln_theta)).slope; };
  double low = 0, high = 0;
  double at_low = slope(0), at_high = at_low;
  while (at_low < 0 && low > -300) at_low = slope(low -= 2);
  while (at_high > 0 && high < 30) at_high = slope(high += 2);
  if (at_high > 0) return std::numeric_limits<double>::infinity();
  if (at_low == 0) return std::exp(low);
  std::uintmax_t evaluations = 200;
  const auto bracket = boost::math::tools::toms748_solve(slope, low, high, at_low, at_high,
                                                         boost::math::tools::eps_tolerance<double>(52), evaluations);
  return std::exp(bracket.first + (bracket.second - bracket.first) / 2);
}

}  // namespace rgx::stats
