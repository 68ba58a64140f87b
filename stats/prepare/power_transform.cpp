#include "stats/prepare/power_transform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "stats/base/describe.hpp"

namespace rgx::stats {

namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kEnd = 5;

// (e^(lambda d) - 1) / lambda and its slope in lambda, whatever the size of lambda d.
double raised(double d, double lambda) { return std::abs(lambda * d) < 1e-8 ? d : std::expm1(lambda * d) / lambda; }
double raised_slope(double d, double lambda) {
  const double u = lambda * d;
  // The difference below loses digits near 0: its series takes over.
  if (std::abs(u) < 1e-2) return d * d * (0.5 + u * (1.0 / 3 + u * (0.125 + u * (1.0 / 30 + u / 144))));
  return (d * std::exp(u) - std::expm1(u) / lambda) / lambda;
}

// A value as the sum of two powers: upper branch with lambda, lower with 2 - lambda. Logarithms of 1 + |x| (Yeo and
// Johnson) or of x; values of one sign only are put beside their geometric mean, so that none is too large or too
// small.
struct Powers {
  ArrayXd logs;
  ArrayXd sign;  // 1 upper, -1 lower
  double jacobian = 0;

  // Half the slope of the profile log-likelihood over n, and the log-likelihood over n.
  std::pair<double, double> at(double lambda) const {
    const Index n = logs.size();
    ArrayXd z(n), slope(n);
    for (Index i = 0; i < n; ++i) {
      const double l = sign[i] > 0 ? lambda : 2 - lambda;
      z[i] = sign[i] * raised(logs[i], l);
      slope[i] = raised_slope(logs[i], l);  // two signs cancel below 0
    }
    const double mean = z.mean(), slope_mean = slope.mean();
    const double variance = (z - mean).square().mean();
    return {jacobian - ((z - mean) * (slope - slope_mean)).mean() / variance,
            (lambda - 1) * jacobian - 0.5 * std::log(variance)};
  }
};

Powers powers_of(const std::vector<double>& x, Power kind) {
  const auto n = static_cast<Index>(x.size());
  Powers out{ArrayXd(n), ArrayXd::Ones(n), 0};
  for (Index i = 0; i < n; ++i) {
    out.logs[i] = kind == Power::box_cox ? std::log(x[i]) : std::log1p(std::abs(x[i]));
    if (kind == Power::yeo_johnson && x[i] < 0) out.sign[i] = -1;
  }
  if (out.sign.minCoeff() == out.sign.maxCoeff())
    out.logs -= ArrayXd::Constant(n, out.logs.mean());  // then the Jacobian is 1
  else
    out.jacobian = (out.sign * out.logs).mean();
  return out;
}

double most_likely(const Powers& powers) {
  // The likelihood need not have one maximum: the best of a grid, then the zero of the slope beside it.
  constexpr int kSteps = 40;
  const auto place = [](int k) { return -kEnd + 2 * kEnd * k / kSteps; };
  int best = -1;
  double most = -std::numeric_limits<double>::infinity();
  for (int k = 0; k <= kSteps; ++k) {
    const double value = powers.at(place(k)).second;
    if (std::isfinite(value) && value > most) most = value, best = k;
  }
  if (best < 0) return 1;
  double low = place(std::max(best - 1, 0)), high = place(std::min(best + 1, kSteps));
  if (best == 0 && powers.at(low).first <= 0) return low;
  if (best == kSteps && powers.at(high).first >= 0) return high;
  while (true) {
    const double mid = low + (high - low) / 2;
    if (!(mid > low && mid < high)) return mid;
    (powers.at(mid).first > 0 ? low : high) = mid;
  }
}

}  // namespace

double box_cox(double x, double lambda) {
  return x > 0 ? raised(std::log(x), lambda) : std::numeric_limits<double>::quiet_NaN();
}

double yeo_johnson(double x, double lambda) {
  return x < 0 ? -raised(std::log1p(-x), 2 - lambda) : raised(std::log1p(x), lambda);
}

PowerTransform fit_power(ConstMatrix x, Power kind, const ParallelFor& parallel) {
  const auto p = static_cast<std::size_t>(x.cols());
  PowerTransform out{kind, VectorXd::Ones(x.cols()), std::vector<std::string>(p)};
  parallel(p, [&](std::size_t j) {
    const auto values = without_missing({x.col(static_cast<Index>(j)).data(), static_cast<std::size_t>(x.rows())});
    if (values.empty())
      out.reason[j] = "no cases";
    else if (is_constant(values))
      out.reason[j] = "constant";
    else if (kind == Power::box_cox && *std::min_element(values.begin(), values.end()) <= 0)
      out.reason[j] = "not positive";
    else
      out.lambda[static_cast<Index>(j)] = most_likely(powers_of(values, kind));
  });
  return out;
}

MatrixXd transformed(const PowerTransform& power, ConstMatrix x) {
  if (x.cols() != power.lambda.size())
    throw std::invalid_argument("columns differ from those the powers were learned on");
  MatrixXd out = x;
  for (Index j = 0; j < x.cols(); ++j) {
    if (!power.reason[j].empty()) continue;
    const double lambda = power.lambda[j];
    for (double& v : out.col(j))
      if (!std::isnan(v)) v = power.kind == Power::box_cox ? box_cox(v, lambda) : yeo_johnson(v, lambda);
  }
  return out;
}

}  // namespace rgx::stats
