#pragma once
// Effect sizes and their intervals. Intervals by pivoting a noncentral distribution: the values of the noncentrality at
// which the observed statistic lies at the (1 ± level)/2 quantiles (Steiger 2004; R: effectsize).
#include <cstddef>
#include <span>

#include "stats/base/result.hpp"

namespace rgx::stats {

// Noncentrality of t, and of chi-square and F (there 0 where the statistic is below its central quantile, and missing
// where chi-square or df1 · F is above 1e8).
Interval noncentral_t_interval(double t, double df, double level);
Interval noncentral_chi_square_interval(double x, double df, double level);
Interval noncentral_f_interval(double f, double df1, double df2, double level);

struct Effect {
  double estimate = missing;
  Interval ci;
  Reason ci_reason = Reason::none;
};

// J = Γ(df/2) / (sqrt(df/2) Γ((df-1)/2)); NaN at df <= 1, where it does not exist.
double hedges_correction(double df);

// Mean of x minus mean of y in standard deviations, corrected for small samples by the exact gamma factor (Hedges
// 1981). pooled: the common standard deviation, df = n - 2; else the root of the mean variance with Welch's df. R:
// effectsize::hedges_g(x, y, pooled_sd = pooled). No missing values.
Effect hedges_g(std::span<const double> x, std::span<const double> y, bool pooled, double level = 0.95);

// Probability that a case of `positive` has the higher score, ties ½; variance and interval by DeLong, DeLong &
// Clarke-Pearson 1988, cut to [0, 1]. At 0 or 1 the interval is missing (`degenerate`). R: pROC::ci.auc(direction =
// "<").
Effect auc_delong(std::span<const double> positive, std::span<const double> other, double level = 0.95);

// Cliff's δ, which is the rank-biserial correlation of two groups: 2·AUC - 1, with the AUC's interval on its scale.
// R: effectsize::cliffs_delta(positive, other), whose interval is another (of the null hypothesis).
Effect cliffs_delta(std::span<const double> positive, std::span<const double> other, double level = 0.95);

// Fisher's z: tanh(atanh(r) ± quantile · se).
Interval fisher_z_interval(double r, double se, double level);

// Cramér's V = sqrt(x / (n·(min(rows, cols) - 1))), not corrected for bias.
// R: effectsize::cramers_v(adjust = FALSE, alternative = "two.sided").
Effect cramers_v(double chi_square, std::size_t n, int rows, int cols, double level = 0.95);

// η² of a one-way layout from its F, or partial η² of one term from the term's F and df. R:
// effectsize::F_to_eta2(alternative = "two.sided").
Effect eta_squared(double f, double df1, double df2, double level = 0.95);

}  // namespace rgx::stats
