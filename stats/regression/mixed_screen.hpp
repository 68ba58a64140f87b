#pragma once
// Many mixed models (mixed.hpp) that differ in one variable: which of many features goes with an outcome, once the
// covariates are in and the patient is a random intercept.
#include <Eigen/Core>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/regression/mixed.hpp"

namespace rgx::stats {

// The tested columns together by the likelihood ratio of two ML fits, and each of them by the t of the REML fit that
// has them all. Both use the cases complete in covariates, tested columns, y and cluster. R, on those cases:
//   anova(lmer(y ~ C + (1 | cluster), REML = FALSE), lmer(y ~ C + X + (1 | cluster), REML = FALSE))
//   lmerTest: summary(lmer(y ~ C + X + (1 | cluster)))
struct MixedTest {
  std::size_t n = 0;  // cases used
  std::size_t clusters = 0;
  double chi_square = missing;
  double df = missing;  // tested columns that are not aliased
  double p = missing;
  double log10_p = missing;
  Reason reason = Reason::none;                              // why there is no chi-square
  Eigen::VectorXd coefficient, se, t, t_df, t_p, t_log10_p;  // one a tested column, NaN where aliased
  double sd_cluster = missing;                               // of the REML fit
  double sigma = missing;
  double reml_criterion = missing;
  bool singular = false;                     // the REML fit's
  Reason coefficient_reason = Reason::none;  // why there are no coefficients
};

// covariates hold their own intercept. Sizes that differ throw std::invalid_argument.
MixedTest mixed_test(ConstMatrix covariates, ConstMatrix tested, ConstVector y, std::span<const int> cluster);

// One test for each column of `features`, the others being the same.
// Features explain the outcome y; df is 1.
std::vector<MixedTest> mixed_screen_predictors(ConstMatrix covariates, ConstMatrix features, ConstVector y,
                                               std::span<const int> cluster, const ParallelFor& parallel = serial_for);
// The outcome's columns `tested` (contrasts of its classes, or its value) explain each feature.
std::vector<MixedTest> mixed_screen_responses(ConstMatrix covariates, ConstMatrix tested, ConstMatrix features,
                                              std::span<const int> cluster, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
