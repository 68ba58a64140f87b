#include "stdlib/models/recalibrate.hpp"

#include <algorithm>
#include <cmath>

#include "stats/regression/logistic.hpp"

namespace rgx::stdlib {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

double log_odds(double p) {
  const double cut = std::min(std::max(p, 1e-10), 1 - 1e-10);
  return std::log(cut) - std::log1p(-cut);
}

VectorXd without(const VectorXd& v, Index place) {
  VectorXd out(v.size() - 1);
  out << v.head(place), v.tail(v.size() - place - 1);
  return out;
}

struct Line {
  double intercept = 0, slope = 1;
  std::string reason;
};

Line fitted(const VectorXd& x, const VectorXd& y, bool binary, bool with_slope) {
  Line out;
  if (binary) {
    const auto term = with_slope ? stats::calibration_slope(x, y) : stats::calibration_intercept(x, y);
    out.reason = term.reason;
    if (!with_slope) {
      out.intercept = term.estimate;
      return out;
    }
    // glm(y ~ lp): the slope is known, its intercept is that of the slope's own offset.
    out.slope = term.estimate;
    const auto level = stats::calibration_intercept(out.slope * x, y);
    out.intercept = level.estimate;
    if (out.reason.empty()) out.reason = level.reason;
    return out;
  }
  const double mx = x.mean(), my = y.mean();
  if (with_slope) {
    const double square = (x.array() - mx).square().sum();
    if (!(square > 0)) {
      out.reason = "constant prediction";
      return out;
    }
    out.slope = ((x.array() - mx) * (y.array() - my)).sum() / square;
  }
  out.intercept = my - out.slope * mx;
  return out;
}

}  // namespace

Recalibrated recalibrate(const engine::Table& predictions, bool binary, const std::string& how) {
  Recalibrated out{predictions, {}, {}, {}};
  const auto& score = predictions.at("predicted").numbers;
  const auto& observed = predictions.at("observed").numbers;
  const auto n = static_cast<Index>(score.size());
  const bool with_slope = how == "logistic";
  if (n < 3) {
    out.reason = "too few cases";
    return out;
  }
  const VectorXd y = Eigen::Map<const VectorXd>(observed.data(), n);
  VectorXd x = Eigen::Map<const VectorXd>(score.data(), n);
  if (binary) {
    for (auto& v : x) v = log_odds(v);
    out.intercept = stats::calibration_intercept(x, y);
    out.slope = stats::calibration_slope(x, y);
  }
  for (auto& column : out.predictions.columns) {
    if (column.name != "predicted") continue;
    for (Index i = 0; i < n; ++i) {
      const Line line = fitted(without(x, i), without(y, i), binary, with_slope);
      if (!line.reason.empty()) {
        out.reason = line.reason;
        return out;
      }
      const double moved = line.intercept + line.slope * x[i];
      column.numbers[static_cast<std::size_t>(i)] = binary ? stats::inverse_logit(moved) : moved;
    }
  }
  return out;
}

}  // namespace rgx::stdlib
