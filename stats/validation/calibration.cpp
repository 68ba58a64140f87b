#include "stats/validation/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "stats/base/describe.hpp"
#include "stats/regression/logistic.hpp"
#include "stats/regression/regress.hpp"
#include "stats/validation/loess.hpp"
#include "stats/validation/perform.hpp"

namespace rgx::stats {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

CalibrationTerm term(const LogisticFit& fit, Index column, double level) {
  if (!fit.reason.empty()) return {nan, nan, nan, nan, fit.reason};
  if (fit.aliased[column]) return {nan, nan, nan, nan, "constant prediction"};
  const CoefficientInterval ci = wald_interval(fit.coefficient[column], fit.se[column], level);
  return {fit.coefficient[column], fit.se[column], ci.low, ci.high, ""};
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

CalibrationDistance calibration_distance(ConstVector probability, ConstVector y) {
  if (probability.size() < 10) return {nan, nan, nan, nan};
  const VectorXd distance = (loess(probability, y, probability) - probability).cwiseAbs();
  if (distance.hasNaN()) return {nan, nan, nan, nan};
  const std::span<const double> all(distance.data(), static_cast<std::size_t>(distance.size()));
  return {distance.mean(), quantile(all, 0.5), quantile(all, 0.9), distance.maxCoeff()};
}

double integrated_calibration_index(ConstVector probability, ConstVector y) {
  return calibration_distance(probability, y).mean;
}

Interval calibration_index_interval(ConstVector probability, ConstVector y, std::uint32_t replicates,
                                    const Stream& stream, double level) {
  constexpr Index few = 300, places = 100;
  const Index n = probability.size();
  if (n < 10) return {};
  std::vector<double> found;
  for (std::uint32_t b = 0; b < replicates; ++b) {
    const auto drawn = Stream(stream.at(b)).bootstrap(static_cast<std::size_t>(n));
    VectorXd p(n), observed(n);
    for (Index i = 0; i < n; ++i) {
      const auto from = static_cast<Index>(drawn[static_cast<std::size_t>(i)]);
      p[i] = probability[from];
      observed[i] = y[from];
    }
    VectorXd at = p;
    if (n > few) {
      std::sort(at.begin(), at.end());
      VectorXd some(places);
      for (Index k = 0; k < places; ++k) some[k] = at[(2 * k + 1) * n / (2 * places)];
      at = std::move(some);
    }
    const double index = (loess(p, observed, at) - at).cwiseAbs().mean();
    if (!std::isnan(index)) found.push_back(index);
  }
  if (2 * found.size() < replicates) return {};
  return {quantile(found, (1 - level) / 2), quantile(found, (1 + level) / 2)};
}

}  // namespace rgx::stats
