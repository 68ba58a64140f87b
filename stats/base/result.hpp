#pragma once
// What every test hands back: numbers, or the reason why there are none.
#include <cstddef>
#include <limits>
#include <string_view>

namespace rgx::stats {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Why a number is absent: the closed list that tables print.
enum class Reason {
  none,
  too_few,        // fewer cases than the formula needs
  constant,       // no variation in a variable, or in every group
  one_class,      // fewer than two groups or categories have cases
  degenerate,     // at the edge of its range, where the interval does not exist (AUC 0 or 1)
  collinear,      // nothing is left of a variable after its covariates
  not_finite,     // an infinite value where a mean is taken, or a sum beyond double
  too_large,      // an exact enumeration beyond its limit
  ties,           // an exact distribution asked for, which ties rule out
  not_asked,      // an interval that needs a bootstrap, which was not given
  separated,      // the likelihood has no maximum: a coefficient runs to infinity
  not_converged,  // the iterations ended before the maximum
};
// "", "too-few", "constant", "one-class", "degenerate", "collinear", "not-finite", "too-large", "ties",
// "not-asked", "separated", "not-converged".
std::string_view reason_name(Reason reason);

// p with its decimal logarithm, which stays exact where p itself is 0 in double (below 4.9e-324).
struct Tail {
  double p = missing;
  double log10_p = missing;
};

struct TestResult {
  std::string_view test;  // what was done, e.g. "wilcoxon exact"; static storage
  std::size_t n = 0;      // cases used, after missing values
  double statistic = missing;
  double df = missing;   // numerator degrees of freedom of an F
  double df2 = missing;  // denominator degrees of freedom of an F
  double p = missing;    // two-sided
  double log10_p = missing;
  Reason reason = Reason::none;  // why p is missing
  double estimate = missing;
  std::string_view estimate_kind;  // "hedges_g", "auc", "odds_ratio", …; static storage
  double ci_low = missing;
  double ci_high = missing;
  Reason ci_reason = Reason::none;  // why the interval is missing
  bool small_expected = false;      // chi-square: an expected count below 5

  void set(Tail tail) { p = tail.p, log10_p = tail.log10_p; }
};

struct Interval {
  double low = missing;
  double high = missing;
};

}  // namespace rgx::stats
