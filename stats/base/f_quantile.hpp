#pragma once
// Quantiles of F at degrees of freedom that need not be whole. R: qf(p, df1, df2).

namespace rgx::stats {

// 0 < p < 1. Infinite where it is beyond double (df2 near 0); NaN where a df is not positive.
double f_quantile(double p, double df1, double df2);

}  // namespace rgx::stats
