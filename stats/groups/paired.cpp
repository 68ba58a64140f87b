#include "stats/groups/paired.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {
namespace {

// One a complete pair. An infinite value minus itself is no number: not_finite.
std::vector<double> differences(std::span<const double> first, std::span<const double> second) {
  std::vector<double> d;
  for (const std::size_t i : complete_cases({first, second})) d.push_back(first[i] - second[i]);
  return d;
}

// P(V <= v) for v up to n(n+1)/4: each rank is in the sum or not, with even odds. Only additions and halvings, so that
// every probability keeps its relative precision.
double signed_rank_lower(std::size_t v, std::size_t n) {
  std::vector<double> p(v + 1);
  p[0] = 1;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    for (std::size_t s = v + 1; s-- > 0;) p[s] = (p[s] + (s >= rank ? p[s - rank] : 0)) / 2;
  }
  double tail = 0;
  for (const double share : p) tail += share;
  return tail;
}

}  // namespace

TestResult paired_t(std::span<const double> first, std::span<const double> second, double level) {
  TestResult result;
  result.test = "paired_t";
  result.estimate_kind = "hedges_g_z";
  auto d = differences(first, second);
  result.n = d.size();
  if (d.size() < 2) return refuse(result, Reason::too_few);
  if (!all_finite(d)) return refuse(result, Reason::not_finite);
  if (is_constant(d)) return refuse(result, Reason::constant);
  // t and g know no unit: huge and tiny differences are brought to about 1, so that squares neither overflow nor
  // vanish.
  const auto [least, most] = std::minmax_element(d.begin(), d.end());
  const int exponent = std::ilogb(std::max(std::abs(*least), std::abs(*most)));
  for (double& v : d) v = std::scalbn(v, -exponent);
  const double n = static_cast<double>(d.size()), root = std::sqrt(n);
  const double m = mean(d), sd = standard_deviation(d);
  // R's bound for "data are essentially constant": what is left of the variance is rounding.
  if (sd / root < 10 * 0x1p-52 * std::abs(m)) return refuse(result, Reason::constant);
  result.df = n - 1;
  result.statistic = m / (sd / root);
  result.set(t_two_sided(result.statistic, result.df));
  if (d.size() < 3) {
    result.ci_reason = Reason::too_few;
    return result;
  }
  // J = Γ(df/2) / (sqrt(df/2) Γ((df-1)/2)).
  const double correction = 1 / (std::sqrt(result.df / 2) * boost::math::tgamma_delta_ratio((result.df - 1) / 2, 0.5));
  const Interval ncp = noncentral_t_interval(result.statistic, result.df, level);
  Effect effect{m / sd * correction, {ncp.low / root * correction, ncp.high / root * correction}, Reason::none};
  if (std::isnan(effect.ci.low) || std::isnan(effect.ci.high)) effect.ci_reason = Reason::degenerate;
  take_effect(result, effect, "hedges_g_z");
  return result;
}

TestResult signed_rank(std::span<const double> first, std::span<const double> second, Exact exact, double level) {
  TestResult result;
  result.test = "signed_rank";
  result.estimate_kind = "rank_biserial";
  auto d = differences(first, second);
  if (d.empty()) return refuse(result, Reason::too_few);
  if (std::any_of(d.begin(), d.end(), [](double v) { return std::isnan(v); })) {
    return refuse(result, Reason::not_finite);
  }
  const bool zeros = std::erase(d, 0.0) > 0;
  result.n = d.size();
  if (d.empty()) return refuse(result, Reason::constant);
  std::vector<double> size(d);
  for (double& v : size) v = std::abs(v);
  const auto rank = mid_ranks(size);
  double positive = 0;
  for (std::size_t i = 0; i < d.size(); ++i) positive += d[i] > 0 ? rank[i] : 0;
  const double n = static_cast<double>(d.size()), all = n * (n + 1) / 2, ties = tie_term(size);
  result.statistic = positive;
  result.estimate = (2 * positive - all) / all;
  if (positive == 0 || positive == all) {
    result.ci_reason = Reason::degenerate;
  } else {
    const Interval ci = fisher_z_interval(result.estimate, std::sqrt(n * (n + 1) * (2 * n + 1) / 6) / all, level);
    result.ci_low = ci.low, result.ci_high = ci.high;
  }
  const bool distinct = ties == 0 && !zeros;
  if (exact == Exact::always && !distinct) {
    result.reason = Reason::ties;
    return result;
  }
  if (exact == Exact::always && d.size() > 500) {
    result.reason = Reason::too_large;
    return result;
  }
  if (exact == Exact::always || (exact == Exact::automatic && distinct && d.size() < 50)) {
    result.test = "signed_rank exact";
    const double extreme = std::min(positive, all - positive);  // the distribution is symmetric
    result.set(twice(tail_of(signed_rank_lower(static_cast<std::size_t>(extreme), d.size()))));
    return result;
  }
  result.test = "signed_rank normal";
  const double gap = positive - all / 2;
  const double sd = std::sqrt(n * (n + 1) * (2 * n + 1) / 24 - ties / 48);
  const double correction = gap > 0 ? 0.5 : gap < 0 ? -0.5 : 0;
  result.set(normal_two_sided((gap - correction) / sd));
  return result;
}

}  // namespace rgx::stats
