#include "stats/survival/restricted_mean.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "stats/base/margin.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

TestResult contrast(const RestrictedMean& upper, const RestrictedMean& lower, std::string_view kind) {
  TestResult out;
  out.test = "rmst";
  out.estimate_kind = kind;
  if (std::isnan(upper.mean) || std::isnan(lower.mean)) refuse(out, Reason::too_few);
  return out;
}

}  // namespace

RestrictedMean restricted_mean(const SurvivalCurve& curve, double tau, double level) {
  if (!(tau > 0) || std::isinf(tau)) throw std::invalid_argument("horizon is not positive");
  RestrictedMean out;
  out.tau = tau;
  if (curve.time.empty()) {
    out.reason = "no cases";
    return out;
  }
  if (curve.time.back() < tau && curve.survival.back() > 0) {
    out.reason = "not followed to tau";
    return out;
  }
  // Area behind each time up to tau, the last first: the variance weighs each time by the square of what is behind it.
  std::size_t used = 0;
  while (used < curve.time.size() && curve.time[used] <= tau) ++used;
  double behind = 0, variance = 0, until = tau;
  for (std::size_t k = used; k-- > 0;) {
    behind += curve.survival[k] * (until - curve.time[k]);
    until = curve.time[k];
    const double d = curve.events_at[k], r = curve.at_risk[k];
    if (r > d) variance += behind * behind * d / (r * (r - d));
  }
  out.mean = behind + until;
  out.se = std::sqrt(variance);
  out.ci_low = out.mean - normal_margin(level) * out.se;
  out.ci_high = out.mean + normal_margin(level) * out.se;
  return out;
}

double common_follow_up(std::span<const SurvivalCurve> curves) {
  double smallest = missing;
  for (const SurvivalCurve& c : curves)
    if (!c.time.empty() && !(smallest <= c.time.back())) smallest = c.time.back();
  return smallest;
}

TestResult rmst_difference(const RestrictedMean& upper, const RestrictedMean& lower, double level) {
  TestResult out = contrast(upper, lower, "rmst_difference");
  if (out.reason != Reason::none) return out;
  const double se = std::hypot(upper.se, lower.se);
  out.estimate = upper.mean - lower.mean;
  if (se == 0) return refuse(out, Reason::degenerate);
  out.statistic = out.estimate / se;
  out.set(normal_two_sided(out.statistic));
  out.ci_low = out.estimate - normal_margin(level) * se;
  out.ci_high = out.estimate + normal_margin(level) * se;
  return out;
}

TestResult rmst_ratio(const RestrictedMean& upper, const RestrictedMean& lower, double level) {
  TestResult out = contrast(upper, lower, "rmst_ratio");
  if (out.reason != Reason::none) return out;
  if (upper.mean == 0 || lower.mean == 0) return refuse(out, Reason::degenerate);
  out.estimate = upper.mean / lower.mean;
  const double se = std::hypot(upper.se / upper.mean, lower.se / lower.mean);
  if (se == 0) return refuse(out, Reason::degenerate);
  const double ln = std::log(upper.mean) - std::log(lower.mean);
  out.statistic = ln / se;
  out.set(normal_two_sided(out.statistic));
  out.ci_low = std::exp(ln - normal_margin(level) * se);
  out.ci_high = std::exp(ln + normal_margin(level) * se);
  return out;
}

TestResult rmst_equal(std::span<const RestrictedMean> means) {
  TestResult out;
  out.test = "rmst";
  out.ci_reason = Reason::not_asked;
  std::vector<double> mean, weight;
  double total = 0, centre = 0;
  for (const RestrictedMean& m : means) {
    if (std::isnan(m.mean)) continue;
    if (m.se == 0) return refuse(out, Reason::degenerate);
    mean.push_back(m.mean);
    weight.push_back(1 / (m.se * m.se));
    total += weight.back();
  }
  if (mean.size() < 2) return refuse(out, Reason::one_class);
  for (std::size_t g = 0; g < mean.size(); ++g) centre += weight[g] / total * mean[g];
  out.statistic = 0;
  for (std::size_t g = 0; g < mean.size(); ++g) out.statistic += weight[g] * (mean[g] - centre) * (mean[g] - centre);
  out.df = static_cast<double>(mean.size() - 1);
  out.set(chi_square_upper(out.statistic, out.df));
  return out;
}

}  // namespace rgx::stats
