#include "stats/learning/calibration.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "stats/learning/perform.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

CalibrationTerm term(const LogisticFit& fit, Index column, double level) {
  if (!fit.reason.empty()) return {nan, nan, nan, nan, fit.reason};
  if (fit.aliased[column]) return {nan, nan, nan, nan, "constant prediction"};
  const CoefficientInterval ci = wald_interval(fit.coefficient[column], fit.se[column], level);
  return {fit.coefficient[column], fit.se[column], ci.low, ci.high, ""};
}

// Local quadratic fit at one place; singular designs give NaN.
double local_quadratic(ConstVector x, ConstVector y, double at, std::size_t neighbours, double stretch) {
  const VectorXd distance = (x.array() - at).abs();
  std::vector<double> sorted(distance.begin(), distance.end());
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(neighbours - 1), sorted.end());
  const double reach = sorted[neighbours - 1] * stretch;
  if (!(reach > 0)) return nan;
  std::vector<Index> near;
  for (Index i = 0; i < x.size(); ++i)
    if (distance[i] < reach) near.push_back(i);
  MatrixXd design(static_cast<Index>(near.size()), 3);
  VectorXd response(design.rows());
  for (Index k = 0; k < design.rows(); ++k) {
    const double u = distance[near[k]] / reach;
    const double root = std::sqrt(std::pow(1 - u * u * u, 3));
    const double t = (x[near[k]] - at) / reach;
    design.row(k) << root, root * t, root * t * t;
    response[k] = root * y[near[k]];
  }
  const PivotedQr qr = pivoted_qr(design, response);
  if (qr.kept.size() < 3) return nan;
  return qr.r.triangularView<Eigen::Upper>().solve(qr.qty.head(3))[0];
}

}  // namespace

CalibrationTerm calibration_intercept(ConstVector lp, ConstVector y, double level) {
  return term(logistic_regression(VectorXd::Ones(lp.size()), y, VectorXd(), lp), 0, level);
}

CalibrationTerm calibration_slope(ConstVector lp, ConstVector y, double level) {
  return term(logistic_regression(with_intercept(lp), y), 1, level);
}

std::vector<CalibrationGroup> calibration_groups(ConstVector probability, ConstVector y, std::size_t groups,
                                                 double level) {
  const auto n = static_cast<std::size_t>(probability.size());
  std::vector<Index> order(n);
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return probability[a] < probability[b]; });
  std::vector<CalibrationGroup> list;
  for (std::size_t g = 0, i = 0; g < groups && i < n; ++g) {
    const std::size_t end = (g + 1) * n / groups;
    CalibrationGroup group{0, 0, 0, 0, 0, 0};
    while (i < n && (i < end || (group.n > 0 && probability[order[i]] == probability[order[i - 1]]))) {
      ++group.n;
      group.events += y[order[i]] == 1 ? 1 : 0;
      group.predicted += probability[order[i]];
      ++i;
    }
    if (group.n == 0) continue;
    const Share share = wilson(group.events, group.n, level);
    group.predicted /= static_cast<double>(group.n);
    group.observed = share.estimate;
    group.low = share.low;
    group.high = share.high;
    list.push_back(group);
  }
  return list;
}

VectorXd loess(ConstVector x, ConstVector y, ConstVector at, double span) {
  const auto n = static_cast<double>(x.size());
  const auto neighbours = static_cast<std::size_t>(std::min(n, std::floor(n * span + 1e-5)));
  VectorXd fitted = VectorXd::Constant(at.size(), nan);
  if (neighbours < 3) return fitted;
  for (Index k = 0; k < at.size(); ++k) fitted[k] = local_quadratic(x, y, at[k], neighbours, std::max(1.0, span));
  return fitted;
}

double integrated_calibration_index(ConstVector probability, ConstVector y) {
  if (probability.size() < 10) return nan;
  const VectorXd observed = loess(probability, y, probability);
  return (observed - probability).cwiseAbs().mean();
}

}  // namespace rgx::stats
