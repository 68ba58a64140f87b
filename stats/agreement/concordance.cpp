#include "stats/agreement/concordance.hpp"

#include <cmath>
#include <stdexcept>

#include "stats/base/describe.hpp"
#include "stats/base/margin.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/report.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {

namespace {

// Lin's variance with the accuracy C = ρ_c / r in place of that ratio, so that r = 0 divides nothing.
double lin_variance(double rho, double accuracy, double shift2, double r2, double n) {
  const double rho2 = rho * rho, accuracy2 = accuracy * accuracy;
  const double spread = (1 - r2) * accuracy2 * (1 - rho2);
  const double location = 2 * rho2 * accuracy * (1 - rho) * shift2 - rho2 * accuracy2 * shift2 * shift2 / 2;
  return (spread + location) / (n - 2);
}

}  // namespace

TestResult concordance(std::span<const double> x, std::span<const double> y, double level) {
  const auto cases = complete_cases({x, y});
  const auto a = gather(x, cases), b = gather(y, cases);
  const double n = static_cast<double>(cases.size());
  TestResult out;
  out.test = "concordance";
  out.estimate_kind = "ccc";
  out.n = cases.size();
  out.reason = Reason::not_asked;  // there is no test of it
  if (n < 2) return refuse(out, Reason::too_few);
  const double mean_a = mean(a), mean_b = mean(b);
  const double shift = mean_a - mean_b;
  if (is_constant(a) && is_constant(b)) return refuse(out, Reason::constant);
  if (a == b) {
    out.estimate = 1;
    out.ci_reason = Reason::degenerate;
    return out;
  }
  const double aa = squares_about(a, mean_a) / n, bb = squares_about(b, mean_b) / n;
  const double ab = products_about(a, mean_a, b, mean_b) / n;
  const double whole = aa + bb + shift * shift;
  out.estimate = 2 * ab / whole;
  const double scale = std::sqrt(aa) * std::sqrt(bb);
  if (n < 3 || scale == 0) {
    out.ci_reason = n < 3 ? Reason::too_few : Reason::degenerate;
    return out;
  }
  const double r = ab / scale;
  const double variance = lin_variance(out.estimate, 2 * scale / whole, shift * shift / scale, r * r, n);
  // Both measurements a line apart: rounding may carry r past 1 and the variance below 0.
  const double se = std::sqrt(std::max(variance, 0.0)) / (1 - out.estimate * out.estimate);
  const Interval ci = fisher_z_interval(out.estimate, se, level);
  out.ci_low = ci.low, out.ci_high = ci.high;
  return out;
}

std::vector<TestResult> concordance_screen(ConstMatrix table, const RepeatLayout& layout, double level,
                                           const ParallelFor& parallel) {
  if (layout.cols() != 2) throw std::invalid_argument("concordance is that of two repeats");
  return each_block<TestResult>(table, layout, parallel, [&](const Eigen::MatrixXd& block) {
    const auto n = static_cast<std::size_t>(block.rows());
    return concordance(std::span(block.data(), n), std::span(block.data() + n, n), level);
  });
}

}  // namespace rgx::stats
