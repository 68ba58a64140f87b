#include "stats/groups/compare.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/report.hpp"
#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"
#include "stats/groups/rank_sum.hpp"

namespace rgx::stats {
namespace {

TestResult t_test(std::span<const double> positive, std::span<const double> other, bool pooled, double level) {
  TestResult result;
  result.test = pooled ? "t" : "welch";
  result.estimate_kind = "hedges_g";
  const auto x = without_missing(positive), y = without_missing(other);
  result.n = x.size() + y.size();
  if (x.empty() || y.empty()) return refuse(result, Reason::one_class);
  if (result.n < 3 || (!pooled && (x.size() < 2 || y.size() < 2))) return refuse(result, Reason::too_few);
  if (!all_finite(x) || !all_finite(y)) return refuse(result, Reason::not_finite);
  if (is_constant(x) && is_constant(y)) return refuse(result, Reason::constant);
  const double n1 = static_cast<double>(x.size()), n2 = static_cast<double>(y.size());
  const double m1 = mean(x), m2 = mean(y);
  const double s1 = squares_about(x, m1), s2 = squares_about(y, m2);
  double se = 0;
  if (pooled) {
    result.df = n1 + n2 - 2;
    se = std::sqrt((s1 + s2) / result.df * (1 / n1 + 1 / n2));
  } else {
    const double e1 = s1 / (n1 - 1) / n1, e2 = s2 / (n2 - 1) / n2;
    // Divided through by the larger, so that tiny variances do not underflow when squared.
    const double top = std::max(e1, e2), a = e1 / top, b = e2 / top;
    result.df = (a + b) * (a + b) / (a * a / (n1 - 1) + b * b / (n2 - 1));
    se = std::sqrt(e1 + e2);
  }
  if (!std::isfinite(se)) {
    result.df = missing;
    return refuse(result, Reason::not_finite);
  }
  // R's bound for "data are essentially constant": what is left of the variance is rounding.
  if (se < 10 * 0x1p-52 * std::max(std::abs(m1), std::abs(m2))) {
    result.df = missing;
    return refuse(result, Reason::constant);
  }
  result.statistic = (m1 - m2) / se;
  result.set(t_two_sided(result.statistic, result.df));
  take_effect(result, hedges_g(x, y, pooled, level), "hedges_g");
  return result;
}

struct Layout {
  std::vector<std::vector<double>> groups;  // those with cases
  std::vector<double> all;                  // group after group
};

Layout layout(std::span<const double> x, std::span<const int> group) {
  int codes = 0;
  for (const int g : group) codes = std::max(codes, g + 1);
  Layout out;
  for (auto& values : by_group(x, group, codes)) {
    if (values.empty()) continue;
    out.all.insert(out.all.end(), values.begin(), values.end());
    out.groups.push_back(std::move(values));
  }
  return out;
}

}  // namespace

TestResult welch(std::span<const double> positive, std::span<const double> other, double level) {
  return t_test(positive, other, false, level);
}

TestResult student(std::span<const double> positive, std::span<const double> other, double level) {
  return t_test(positive, other, true, level);
}

TestResult wilcoxon(std::span<const double> positive, std::span<const double> other, Exact exact, double level) {
  TestResult result;
  result.test = "wilcoxon";
  result.estimate_kind = "auc";
  const auto x = without_missing(positive), y = without_missing(other);
  result.n = x.size() + y.size();
  if (x.empty() || y.empty()) return refuse(result, Reason::one_class);
  std::vector<double> all(x);
  all.insert(all.end(), y.begin(), y.end());
  if (is_constant(all) && all.size() > 1) return refuse(result, Reason::constant);
  const double n1 = static_cast<double>(x.size()), n0 = static_cast<double>(y.size());
  const Effect auc = auc_delong(x, y, level);
  take_effect(result, auc, "auc");
  const auto rank = mid_ranks(all);
  result.statistic = sum(std::span(rank).first(x.size())) - n1 * (n1 + 1) / 2;
  const double ties = tie_term(all);
  rank_sum_p(result, n1, n0, ties, exact);
  return result;
}

TestResult anova(std::span<const double> x, std::span<const int> group, bool equal_variances, double level) {
  TestResult result;
  result.test = equal_variances ? "anova" : "welch anova";
  result.estimate_kind = "eta_squared";
  const Layout data = layout(x, group);
  const double n = static_cast<double>(data.all.size()), k = static_cast<double>(data.groups.size());
  result.n = data.all.size();
  if (k < 2) return refuse(result, Reason::one_class);
  if (n <= k) return refuse(result, Reason::too_few);
  if (!all_finite(data.all)) return refuse(result, Reason::not_finite);
  if (std::all_of(data.groups.begin(), data.groups.end(), [](const auto& g) { return is_constant(g); })) {
    return refuse(result, Reason::constant);
  }
  const double centre = mean(data.all);
  double between = 0, within = 0;
  for (const auto& g : data.groups) {
    const double m = mean(g);
    between += static_cast<double>(g.size()) * (m - centre) * (m - centre);
    within += squares_about(g, m);
  }
  result.df = k - 1;
  if (equal_variances) {
    result.df2 = n - k;
    result.statistic = (between / result.df) / (within / result.df2);
    take_effect(result, eta_squared(result.statistic, result.df, result.df2, level), "eta_squared");
  } else {
    // Welch 1951: weights n/s², every group with a variance of its own.
    double weights = 0, weighted = 0;
    for (const auto& g : data.groups) {
      if (g.size() < 2) return refuse(result, Reason::too_few);
      if (is_constant(g)) return refuse(result, Reason::constant);
      const double w = static_cast<double>(g.size()) / variance(g);
      weights += w;
      weighted += w * mean(g);
    }
    const double grand = weighted / weights;
    double spread = 0, unequal = 0;
    for (const auto& g : data.groups) {
      const double w = static_cast<double>(g.size()) / variance(g);
      spread += w * std::pow(mean(g) - grand, 2);
      unequal += std::pow(1 - w / weights, 2) / (static_cast<double>(g.size()) - 1);
    }
    unequal /= k * k - 1;
    result.statistic = spread / ((k - 1) * (1 + 2 * (k - 2) * unequal));
    result.df2 = 1 / (3 * unequal);
    result.estimate = between / (between + within);
    result.ci_reason = Reason::not_asked;
  }
  result.set(f_upper(result.statistic, result.df, result.df2));
  return result;
}

}  // namespace rgx::stats
