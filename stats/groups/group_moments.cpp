#include "stats/groups/group_moments.hpp"

#include <algorithm>
#include <cmath>

#include "stats/base/tails.hpp"
#include "stats/groups/effect.hpp"

namespace rgx::stats {
namespace {

// A sum of squares about the mean keeps its digits but for the share that its mean takes.
bool keeps_digits(double about_mean, double squares) { return about_mean > 1e-3 * squares; }

}  // namespace

bool t_from_moments(TestResult& result, const GroupMoments& positive, const GroupMoments& other, bool pooled) {
  const double n1 = positive.n, n2 = other.n, s1 = positive.about_mean(), s2 = other.about_mean();
  if (n1 < 2 || n2 < 2 || !keeps_digits(s1, positive.squares) || !keeps_digits(s2, other.squares)) return false;
  double se = 0, spread = 0;
  if (pooled) {
    result.df = n1 + n2 - 2;
    spread = std::sqrt((s1 + s2) / result.df);
    se = spread * std::sqrt(1 / n1 + 1 / n2);
  } else {
    const double e1 = s1 / (n1 - 1) / n1, e2 = s2 / (n2 - 1) / n2;
    result.df = (e1 + e2) * (e1 + e2) / (e1 * e1 / (n1 - 1) + e2 * e2 / (n2 - 1));
    spread = std::sqrt((s1 / (n1 - 1) + s2 / (n2 - 1)) / 2);
    se = std::sqrt(e1 + e2);
  }
  const double difference = positive.mean() - other.mean();
  result.statistic = difference / se;
  result.set(t_two_sided(result.statistic, result.df));
  result.estimate = result.df > 1 ? difference / spread * hedges_correction(result.df) : missing;
  return true;
}

bool anova_from_moments(TestResult& result, std::span<const GroupMoments> groups, bool equal_variances) {
  double n = 0, total = 0, squares = 0, within = 0, k = 0;
  for (const GroupMoments& g : groups) {
    if (g.n == 0) continue;
    if (!equal_variances && (g.n < 2 || !keeps_digits(g.about_mean(), g.squares))) return false;
    n += g.n, total += g.sum, squares += g.squares, ++k;
    within += g.n > 1 ? g.about_mean() : 0;
  }
  if (k < 2 || n <= k || !keeps_digits(within, squares)) return false;
  const double centre = total / n;
  double between = 0, weights = 0, weighted = 0;
  const auto weight = [](const GroupMoments& g) { return g.n / (g.about_mean() / (g.n - 1)); };
  for (const GroupMoments& g : groups) {
    if (g.n == 0) continue;
    between += g.n * (g.mean() - centre) * (g.mean() - centre);
    if (equal_variances) continue;
    weights += weight(g);
    weighted += weight(g) * g.mean();
  }
  result.df = k - 1;
  if (equal_variances) {
    result.df2 = n - k;
    result.statistic = (between / result.df) / (within / result.df2);
  } else {  // Welch 1951, as in anova()
    double spread = 0, unequal = 0;
    for (const GroupMoments& g : groups) {
      if (g.n == 0) continue;
      spread += weight(g) * std::pow(g.mean() - weighted / weights, 2);
      unequal += std::pow(1 - weight(g) / weights, 2) / (g.n - 1);
    }
    unequal /= k * k - 1;
    result.statistic = spread / ((k - 1) * (1 + 2 * (k - 2) * unequal));
    result.df2 = 1 / (3 * unequal);
  }
  result.estimate = between / (between + within);
  result.set(f_upper(result.statistic, result.df, result.df2));
  return true;
}

}  // namespace rgx::stats
