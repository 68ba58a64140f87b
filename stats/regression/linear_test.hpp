#pragma once
// Tests of columns of a linear model, features in bulk: t of one column, partial F of several, given the others. Cases
// with anything missing are left out, feature by feature; features without missing values share one QR.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

struct LinearTest {
  // One column: statistic t on df, estimate "beta" with t interval. Several: statistic F on df and df2, estimate
  // "partial_eta2" with noncentral F interval.
  TestResult test;
  // One column: partial r, signed, interval by Fisher's z with se 1/sqrt(df - 1). Several: partial η² as above.
  double partial = missing;
  Interval partial_ci;
};

// The design holds its own intercept. Reasons: too_few (no degrees of freedom left), collinear (the other columns
// explain the tested ones, or the response), constant (response), not_finite. R: summary(lm(y ~ …)), anova(smaller,
// larger), confint(lm); both to 1e-12.
LinearTest linear_test(ConstMatrix design, ConstVector y, std::span<const Eigen::Index> columns, double level = 0.95);

// Each feature as the response of one design.
std::vector<LinearTest> linear_test_responses(ConstMatrix features, ConstMatrix design,
                                              std::span<const Eigen::Index> columns, double level = 0.95,
                                              const ParallelFor& parallel = serial_for);

// Each feature as predictor of y beside covariates (with their intercept).
std::vector<LinearTest> linear_test_predictors(ConstMatrix features, ConstMatrix covariates, ConstVector y,
                                               double level = 0.95, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
