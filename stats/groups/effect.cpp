#include "stats/groups/effect.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

#include "stats/base/describe.hpp"
#include "stats/base/reduce.hpp"
#include "stats/base/tails.hpp"

namespace rgx::stats {
namespace {

namespace bm = boost::math;
using Quiet = bm::policies::policy<bm::policies::domain_error<bm::policies::ignore_error>,
                                   bm::policies::overflow_error<bm::policies::ignore_error>,
                                   bm::policies::evaluation_error<bm::policies::ignore_error>>;

// The noncentral distributions are sums over Poisson counts of half the noncentrality, which have to be integers.
constexpr double summable = 1e8;

// The noncentrality in [low, high] at which `tail` (falling or rising) equals `wanted`; NaN if there is none.
template <class TailOf>
double solve(const TailOf& tail, double wanted, double low, double high) {
  const auto gap = [&](double ncp) { return tail(ncp) - wanted; };
  const double at_low = gap(low), at_high = gap(high);
  if (!(at_low * at_high <= 0)) return missing;
  if (at_low == 0) return low;
  if (at_high == 0) return high;
  std::uintmax_t steps = 200;
  const auto root =
      bm::tools::toms748_solve(gap, low, high, at_low, at_high, bm::tools::eps_tolerance<double>(50), steps);
  return (root.first + root.second) / 2;
}

// Both limits of a noncentrality that cannot be negative, for a statistic whose lower and upper tails are given as
// functions of it.
template <class Lower, class Upper>
Interval positive_noncentrality(const Lower& lower, const Upper& upper, double start, double level) {
  const double tail = (1 - level) / 2;
  double reach = std::max(1.0, 2 * start);
  for (int i = 0; i < 60 && lower(reach) > tail; ++i) reach *= 2;
  Interval ncp;
  ncp.low = upper(0.0) > tail ? 0 : solve(upper, tail, 0.0, reach);
  ncp.high = lower(0.0) < tail ? 0 : solve(lower, tail, 0.0, reach);
  return ncp;
}

}  // namespace

Interval noncentral_t_interval(double t, double df, double level) {
  if (!std::isfinite(t) || !(df > 0)) return {};
  const auto lower = [&](double ncp) { return bm::cdf(bm::non_central_t_distribution<double, Quiet>(df, ncp), t); };
  const auto upper = [&](double ncp) {
    return bm::cdf(bm::complement(bm::non_central_t_distribution<double, Quiet>(df, ncp), t));
  };
  const double tail = (1 - level) / 2;
  // A noncentrality of t is never far from the observed t on the scale of t's own spread.
  double reach = 4 + std::abs(t) / 4;
  while (lower(t + reach) > tail && reach < 1e6) reach *= 2;
  double back = 4 + std::abs(t) / 4;
  while (upper(t - back) > tail && back < 1e6) back *= 2;
  return {solve(upper, tail, t - back, t + reach), solve(lower, tail, t - back, t + reach)};
}

Interval noncentral_chi_square_interval(double x, double df, double level) {
  if (!std::isfinite(x) || !(df > 0) || x > summable) return {};
  const auto lower = [&](double ncp) {
    return ncp == 0 ? bm::cdf(bm::chi_squared_distribution<double, Quiet>(df), x)
                    : bm::cdf(bm::non_central_chi_squared_distribution<double, Quiet>(df, ncp), x);
  };
  const auto upper = [&](double ncp) {
    return ncp == 0 ? bm::cdf(bm::complement(bm::chi_squared_distribution<double, Quiet>(df), x))
                    : bm::cdf(bm::complement(bm::non_central_chi_squared_distribution<double, Quiet>(df, ncp), x));
  };
  return positive_noncentrality(lower, upper, x, level);
}

Interval noncentral_f_interval(double f, double df1, double df2, double level) {
  if (!std::isfinite(f) || !(df1 > 0) || !(df2 > 0) || f * df1 > summable) return {};
  const auto lower = [&](double ncp) {
    return ncp == 0 ? bm::cdf(bm::fisher_f_distribution<double, Quiet>(df1, df2), f)
                    : bm::cdf(bm::non_central_f_distribution<double, Quiet>(df1, df2, ncp), f);
  };
  const auto upper = [&](double ncp) {
    return ncp == 0 ? bm::cdf(bm::complement(bm::fisher_f_distribution<double, Quiet>(df1, df2), f))
                    : bm::cdf(bm::complement(bm::non_central_f_distribution<double, Quiet>(df1, df2, ncp), f));
  };
  return positive_noncentrality(lower, upper, f * df1, level);
}

double hedges_correction(double df) {
  return df > 1 ? 1 / (std::sqrt(df / 2) * bm::tgamma_delta_ratio((df - 1) / 2, 0.5, Quiet{})) : missing;
}

Effect hedges_g(std::span<const double> x, std::span<const double> y, bool pooled, double level) {
  Effect effect;
  const double n1 = static_cast<double>(x.size()), n2 = static_cast<double>(y.size());
  if (x.empty() || y.empty() || x.size() + y.size() < 3 || (!pooled && (x.size() < 2 || y.size() < 2))) {
    effect.ci_reason = Reason::too_few;
    return effect;
  }
  const double m1 = mean(x), m2 = mean(y);
  const double s1 = squares_about(x, m1), s2 = squares_about(y, m2);
  double spread = 0, se = 0, df = 0;
  if (pooled) {
    df = n1 + n2 - 2;
    spread = std::sqrt((s1 + s2) / df);
    se = spread * std::sqrt(1 / n1 + 1 / n2);
  } else {
    const double v1 = s1 / (n1 - 1), v2 = s2 / (n2 - 1);
    spread = std::sqrt((v1 + v2) / 2);
    se = std::sqrt(v1 / n1 + v2 / n2);
    const double top = std::max(v1 / n1, v2 / n2), a = v1 / n1 / top, b = v2 / n2 / top;
    df = (a + b) * (a + b) / (a * a / (n1 - 1) + b * b / (n2 - 1));
  }
  if (!(spread > 0)) {
    effect.ci_reason = Reason::constant;
    return effect;
  }
  if (!(df > 1)) {
    effect.ci_reason = Reason::too_few;
    return effect;
  }
  const double correction = hedges_correction(df);
  effect.estimate = (m1 - m2) / spread * correction;
  const Interval ncp = noncentral_t_interval((m1 - m2) / se, df, level);
  const double scale = se / spread * correction;
  effect.ci = {ncp.low * scale, ncp.high * scale};
  if (std::isnan(effect.ci.low) || std::isnan(effect.ci.high)) effect.ci_reason = Reason::degenerate;
  return effect;
}

Effect auc_delong(std::span<const double> positive, std::span<const double> other, double level) {
  Effect effect;
  if (positive.empty() || other.empty()) {
    effect.ci_reason = Reason::one_class;
    return effect;
  }
  // Placements from mid-ranks (Sun & Xu 2014): rank among all minus rank within the own class counts the pairs won.
  const double n1 = static_cast<double>(positive.size()), n0 = static_cast<double>(other.size());
  std::vector<double> all(positive.begin(), positive.end());
  all.insert(all.end(), other.begin(), other.end());
  const auto rank = mid_ranks(all), rank1 = mid_ranks(positive), rank0 = mid_ranks(other);
  std::vector<double> won1(positive.size()), won0(other.size());
  for (std::size_t i = 0; i < won1.size(); ++i) won1[i] = (rank[i] - rank1[i]) / n0;
  for (std::size_t j = 0; j < won0.size(); ++j) won0[j] = 1 - (rank[won1.size() + j] - rank0[j]) / n1;
  double pairs = 0;
  for (std::size_t i = 0; i < won1.size(); ++i) pairs += rank[i] - rank1[i];
  effect.estimate = pairs / (n1 * n0);
  if (effect.estimate == 0 || effect.estimate == 1) {
    effect.ci_reason = Reason::degenerate;
  } else if (won1.size() < 2 || won0.size() < 2) {
    effect.ci_reason = Reason::too_few;
  } else {
    const double se = std::sqrt(squares_about(won1, effect.estimate) / (n1 - 1) / n1 +
                                squares_about(won0, effect.estimate) / (n0 - 1) / n0);
    const double z = normal_quantile(0.5 + level / 2);
    effect.ci = {std::max(0.0, effect.estimate - z * se), std::min(1.0, effect.estimate + z * se)};
  }
  return effect;
}

Effect cliffs_delta(std::span<const double> positive, std::span<const double> other, double level) {
  const Effect auc = auc_delong(positive, other, level);
  return {2 * auc.estimate - 1, {2 * auc.ci.low - 1, 2 * auc.ci.high - 1}, auc.ci_reason};
}

Interval fisher_z_interval(double r, double se, double level) {
  const double z = std::atanh(r), half = normal_quantile(0.5 + level / 2) * se;
  return {std::tanh(z - half), std::tanh(z + half)};
}

Effect cramers_v(double chi_square, std::size_t n, int rows, int cols, double level) {
  Effect effect;
  const double scale = static_cast<double>(n) * (std::min(rows, cols) - 1);
  if (!(scale > 0)) {
    effect.ci_reason = Reason::one_class;
    return effect;
  }
  effect.estimate = std::min(1.0, std::sqrt(chi_square / scale));
  const Interval ncp = noncentral_chi_square_interval(chi_square, (rows - 1.0) * (cols - 1.0), level);
  effect.ci = {std::min(1.0, std::sqrt(ncp.low / scale)), std::min(1.0, std::sqrt(ncp.high / scale))};
  return effect;
}

Effect eta_squared(double f, double df1, double df2, double level) {
  Effect effect;
  effect.estimate = f * df1 / (f * df1 + df2);
  const Interval ncp = noncentral_f_interval(f, df1, df2, level);
  effect.ci = {ncp.low / (ncp.low + df2), ncp.high / (ncp.high + df2)};
  if (std::isnan(effect.ci.low) || std::isnan(effect.ci.high)) effect.ci_reason = Reason::degenerate;
  return effect;
}

}  // namespace rgx::stats
