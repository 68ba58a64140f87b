#pragma once
// The confounder audit: the estimate of a row once more, with the columns of `audit` held fixed. Models and
// correlations take them as covariates; other tests of numbers are given what they leave of the feature.
#include <vector>

#include "stats/base/result.hpp"
#include "stats/correlation/correlate.hpp"
#include "stdlib/analysis/result_table.hpp"

namespace rgx::stdlib {

// What is left of the values after least squares on the covariates, about 0 and of length 1; for Spearman of their
// mid-ranks, continuous covariates being ranked too. No value may be missing. Values that differ by rounding are made
// equal, so that ties stay ties. Where nothing is left the values stay as they are and the reason is given.
stats::Reason leave_residual(std::vector<double>& values, const stats::Covariates& covariates, stats::Correlation kind);

// Both sides so, on the cases that have both and every covariate.
struct Residuals {
  std::vector<double> left, right;
  stats::Reason reason = stats::Reason::none;
};
Residuals residuals_of(std::span<const double> left, std::span<const double> right, const stats::Covariates& covariates,
                       stats::Correlation kind);

// Fills adjusted_estimate; `note` says why there is none, or that it is of fewer cases than the row.
void take_audit(ResultRow& row, const stats::TestResult& adjusted);

}  // namespace rgx::stdlib
