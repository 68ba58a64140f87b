#include "stats/agreement/bland_altman.hpp"

#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {

namespace {

constexpr double kCoverage = 0.95;  // of the limits

double difference_of(double x, double y, DifferenceScale scale) {
  if (scale == DifferenceScale::percent) return 100 * (x - y) / ((x + y) / 2);
  if (scale == DifferenceScale::ratio) return x > 0 && y > 0 ? std::log(x) - std::log(y) : missing;
  return x - y;
}

// The mean of a ratio is the geometric one.
double mean_of(double x, double y, DifferenceScale scale) {
  return scale == DifferenceScale::ratio ? std::exp((std::log(x) + std::log(y)) / 2) : (x + y) / 2;
}

Estimate around(double value, double margin) { return {value, {value - margin, value + margin}}; }

Estimate turned_back(const Estimate& e) { return {std::exp(e.value), {std::exp(e.ci.low), std::exp(e.ci.high)}}; }

// Least squares of the differences on the means.
void trend(std::span<const double> mean_value, std::span<const double> difference, double level, BlandAltman& out) {
  const double n = static_cast<double>(out.n);
  if (out.n < 3) return void(out.slope_reason = Reason::too_few);
  if (is_constant(mean_value)) return void(out.slope_reason = Reason::constant);
  const double centre = mean(mean_value), bias = mean(difference);
  const double spread = squares_about(mean_value, centre);
  const double b = products_about(mean_value, centre, difference, bias) / spread;
  double residual = 0;
  for (std::size_t i = 0; i < out.n; ++i) {
    const double e = difference[i] - bias - b * (mean_value[i] - centre);
    residual += e * e;
  }
  const double se = std::sqrt(residual / (n - 2) / spread);
  out.slope = around(b, t_margin(level, n - 2) * se);
  if (se > 0) out.slope_p = t_two_sided(b / se, n - 2).p;
}

}  // namespace

std::vector<PairedPoint> bland_altman_points(std::span<const double> x, std::span<const double> y,
                                             DifferenceScale scale) {
  std::vector<PairedPoint> out;
  for (const std::size_t i : complete_cases({x, y})) {
    const double d = difference_of(x[i], y[i], scale);
    out.push_back({i, mean_of(x[i], y[i], scale), scale == DifferenceScale::ratio ? std::exp(d) : d});
  }
  return out;
}

BlandAltman bland_altman(std::span<const double> x, std::span<const double> y, DifferenceScale scale, double level) {
  std::vector<double> means, differences;
  for (const std::size_t i : complete_cases({x, y})) {
    means.push_back(mean_of(x[i], y[i], scale));
    differences.push_back(difference_of(x[i], y[i], scale));
  }
  BlandAltman out;
  out.n = differences.size();
  const double n = static_cast<double>(out.n);
  if (out.n < 2) out.reason = Reason::too_few;
  if (!all_finite(differences)) out.reason = Reason::not_finite;
  if (out.reason != Reason::none) {
    out.ci_reason = out.slope_reason = out.reason;
    return out;
  }
  const double bias = mean(differences), z = normal_margin(kCoverage), t = t_margin(level, n - 1);
  const bool equal = is_constant(differences);
  out.sd = equal ? 0 : standard_deviation(differences);
  out.bias = around(bias, t * out.sd / std::sqrt(n));
  const double margin = t * out.sd * std::sqrt(1 / n + z * z / (2 * (n - 1)));
  out.lower = around(bias - z * out.sd, margin);
  out.upper = around(bias + z * out.sd, margin);
  if (equal) {
    out.ci_reason = Reason::degenerate;
    out.bias.ci = out.lower.ci = out.upper.ci = {};
  }
  trend(means, differences, level, out);
  if (scale != DifferenceScale::ratio) return out;
  for (Estimate* e : {&out.bias, &out.lower, &out.upper}) *e = turned_back(*e);
  return out;
}

std::vector<BlandAltman> bland_altman_screen(ConstMatrix table, const RepeatLayout& layout, DifferenceScale scale,
                                             double level, const ParallelFor& parallel) {
  if (layout.cols() != 2) throw std::invalid_argument("differences are those of two repeats");
  return each_block<BlandAltman>(table, layout, parallel, [&](const Eigen::MatrixXd& block) {
    const auto n = static_cast<std::size_t>(block.rows());
    return bland_altman(std::span(block.data(), n), std::span(block.data() + n, n), scale, level);
  });
}

}  // namespace rgx::stats
