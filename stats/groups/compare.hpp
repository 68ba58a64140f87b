#pragma once
// One variable between groups. Missing values (NaN, negative group) are left out. Two-group tests take the positive (or
// second declared) class first: a positive effect means higher in `positive`.
#include <cstdint>
#include <span>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

// Welch's t; estimate Hedges g with the mean variance. R: t.test(positive, other).
TestResult welch(std::span<const double> positive, std::span<const double> other, double level = 0.95);
// Student's t; estimate Hedges g with the pooled variance. R: t.test(positive, other, var.equal = TRUE).
TestResult student(std::span<const double> positive, std::span<const double> other, double level = 0.95);

enum class Exact { automatic, always, never };
// Wilcoxon's rank sum. automatic: exact when both groups have fewer than 50 cases and nothing is tied, else normal with
// tie-corrected variance and continuity correction (R: wilcox.test); `test` says which: "wilcoxon exact" or "wilcoxon
// normal". statistic = W (pairs with the positive class higher, ties ½), estimate = AUC. `always` with ties: reason
// ties.
TestResult wilcoxon(std::span<const double> positive, std::span<const double> other, Exact exact = Exact::automatic,
                    double level = 0.95);

// Groups are codes 0 … k-1; empty ones do not count. R: kruskal.test.
// estimate: rank epsilon² = H / (n - 1) (Tomczak & Tomczak 2014), with an interval (BCa, resampled within groups) only
// when `bootstrap` is given, else ci_reason not_asked.
struct Bootstrap {
  std::uint32_t replicates = 2000;
  Stream stream;
};
TestResult kruskal_wallis(std::span<const double> x, std::span<const int> group, const Bootstrap* bootstrap = nullptr,
                          double level = 0.95);

// One-way analysis of variance, F with df and df2; estimate η² with a noncentral F interval.
// equal_variances: R: oneway.test(var.equal = TRUE); else Welch's, without interval.
TestResult anova(std::span<const double> x, std::span<const int> group, bool equal_variances = true,
                 double level = 0.95);

}  // namespace rgx::stats
