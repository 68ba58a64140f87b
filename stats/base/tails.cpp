#include "stats/base/tails.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace rgx::stats {
namespace {

namespace bm = boost::math;
using Quiet = bm::policies::policy<
    bm::policies::domain_error<bm::policies::ignore_error>, bm::policies::pole_error<bm::policies::ignore_error>,
    bm::policies::overflow_error<bm::policies::ignore_error>, bm::policies::underflow_error<bm::policies::ignore_error>,
    bm::policies::evaluation_error<bm::policies::ignore_error>>;

constexpr double ln10 = 2.302585092994045684;
constexpr double half_ln_2pi = 0.918938533204672742;
// Below this the library's p loses digits on its way to underflow; the logarithm is computed directly.
constexpr double small = 1e-280;
constexpr double tiny = 1e-300;

double ln_beta(double a, double b) {
  const double ratio =
      bm::tgamma_delta_ratio(a, b, Quiet{});  // keeps its digits where lgamma(a) - lgamma(a + b) cancels
  const double ln_ratio = ratio > 0 && std::isfinite(ratio) ? std::log(ratio) : std::lgamma(a) - std::lgamma(a + b);
  return ln_ratio + std::lgamma(b);
}

// ln I_x(a, b) by the continued fraction DLMF 8.17.22, for x below (a + 1)/(a + b + 2); modified Lentz.
double ln_beta_tail(double a, double b, double x, double ln_x, double ln_1_minus_x) {
  double c = 1, d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::abs(d) < tiny ? tiny : d);
  double fraction = d;
  for (int m = 1; m < 100000; ++m) {
    double step = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + step * d;
    c = 1 + step / c;
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    c = std::abs(c) < tiny ? tiny : c;
    fraction *= d * c;
    step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + step * d;
    c = 1 + step / c;
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    c = std::abs(c) < tiny ? tiny : c;
    fraction *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return a * ln_x + b * ln_1_minus_x - std::log(a) - ln_beta(a, b) + std::log(fraction);
}

// ln Q(a, x) by the continued fraction DLMF 8.9.2, for x above a + 1; modified Lentz.
double ln_gamma_tail(double a, double x) {
  double b = x + 1 - a, c = 1 / tiny, d = 1 / b, fraction = d;
  for (int i = 1; i < 100000; ++i) {
    const double step = -i * (i - a);
    b += 2;
    d = step * d + b;
    c = b + step / c;
    d = 1 / (std::abs(d) < tiny ? tiny : d);
    c = std::abs(c) < tiny ? tiny : c;
    fraction *= d * c;
    if (std::abs(d * c - 1) < 1e-16) break;
  }
  return -x + a * std::log(x) - std::lgamma(a) + std::log(fraction);
}

// ln of the normal upper tail for z > 30: the asymptotic series reaches double precision in a few terms.
double ln_normal_tail(double z) {
  const double w = 1 / z / z;
  double series = 1, term = 1;
  for (int k = 1; k < 12; ++k) {
    term *= -(2 * k - 1) * w;
    series += term;
  }
  return -0.5 * z * z - std::log(z) - half_ln_2pi + std::log(series);
}

// Upper tail of F by the incomplete beta; q = df1·f/df2.
Tail beta_upper(double q, double df1, double df2) {
  const double p =
      q > 1 ? bm::ibeta(df2 / 2, df1 / 2, 1 / (1 + q), Quiet{}) : bm::ibetac(df1 / 2, df2 / 2, q / (1 + q), Quiet{});
  if (!(p < small)) return tail_of(p);
  const double ln_x = std::isinf(q) ? -q : -std::log1p(q);
  return tail_of_log(ln_beta_tail(df2 / 2, df1 / 2, 1 / (1 + q), ln_x, -std::log1p(1 / q)));
}

}  // namespace

Tail tail_of(double p) { return {p, std::log10(p)}; }
Tail tail_of_log(double ln_p) { return {std::exp(ln_p), ln_p / ln10}; }

// The value comes first: std::min hands back its first argument when that is NaN.
Tail twice(Tail tail) { return {std::min(2 * tail.p, 1.0), std::min(tail.log10_p + 0.30102999566398119521, 0.0)}; }

Tail normal_upper(double z) {
  if (std::isnan(z)) return {};
  if (z > 30) return tail_of_log(ln_normal_tail(z));
  return tail_of(0.5 * bm::erfc(z * 0.70710678118654752440, Quiet{}));
}

Tail normal_two_sided(double z) { return twice(normal_upper(std::abs(z))); }

Tail t_two_sided(double t, double df) {
  if (std::isnan(t) || !(df > 0)) return {};
  if (std::isinf(df)) return normal_two_sided(t);
  const double root = std::abs(t) / std::sqrt(df);
  const double q = root * root;
  if (std::isinf(q) && !std::isinf(t)) {  // t² is beyond double, its logarithm is not
    return tail_of_log(-df * std::log(root) - std::log(df / 2) - ln_beta(df / 2, 0.5));
  }
  return beta_upper(q, 1, df);
}

Tail t_upper(double t, double df) {
  const Tail both = t_two_sided(t, df);
  if (std::isnan(both.p)) return {};
  if (t >= 0) return {both.p / 2, both.log10_p - 0.30102999566398119521};
  return tail_of(1 - both.p / 2);
}

Tail chi_square_upper(double x, double df) {
  if (std::isnan(x) || !(df > 0)) return {};
  if (x <= 0) return {1, 0};
  if (std::isinf(x)) return tail_of(0);
  const double p = bm::gamma_q(df / 2, x / 2, Quiet{});
  return p < small ? tail_of_log(ln_gamma_tail(df / 2, x / 2)) : tail_of(p);
}

Tail f_upper(double f, double df1, double df2) {
  if (std::isnan(f) || !(df1 > 0) || !(df2 > 0)) return {};
  if (f <= 0) return {1, 0};
  if (std::isinf(df2)) return chi_square_upper(df1 * f, df1);
  return beta_upper(df1 * f / df2, df1, df2);
}

double normal_quantile(double p) { return bm::quantile(bm::normal_distribution<double, Quiet>(), p); }
double t_quantile(double p, double df) {
  return std::isinf(df) ? normal_quantile(p) : bm::quantile(bm::students_t_distribution<double, Quiet>(df), p);
}

}  // namespace rgx::stats
