#pragma once
// Correlations that treat their two sides differently.
#include <span>

#include "stats/base/result.hpp"
#include "stats/correlation/correlate.hpp"

namespace rgx::stats {

// Semi-partial (part) correlation: left as it is with what is left of `right` outside the covariates. p from t with
// df = n - 2 - rank(covariates). ρ: Pearson of mid-ranks of left, right and every continuous covariate on the complete
// cases. R: ppcor::spcor.test(left, right, covariates), cor(left, resid(lm(right ~ z))).
// estimate_kind "semipartial_r" or "semipartial_rho"; interval by Fisher's z with the standard errors of correlate(),
// an approximation here. A right side that the covariates explain: collinear.
TestResult semi_partial(std::span<const double> left, std::span<const double> right, Correlation kind,
                        const Covariates& covariates, double level = 0.95);

// Pearson's r of a variable with a two-valued one, coded 0 and 1 (negative = missing, else std::invalid_argument);
// positive: higher at 1. Its t is Student's between the two groups. estimate_kind "point_biserial_r". Cases of one code
// only: one_class. R: cor.test(x, code).
TestResult point_biserial(std::span<const double> x, std::span<const int> code, double level = 0.95);

}  // namespace rgx::stats
