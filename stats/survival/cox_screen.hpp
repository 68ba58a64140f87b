#pragma once
// Proportional hazards of every feature, one at a time, beside covariates and strata that all share. Features with
// missing values are tested on their own complete cases.
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/survival/cox.hpp"

namespace rgx::stats {

// Score test of each feature given the covariates: one fit of the covariates (one a pattern of missing values), then
// sums over the cases at risk, a block of features at a time. No estimate. Clusters throw std::invalid_argument.
// R: coxph(Surv(t, e) ~ z + x + strata(s), init = c(coef(without x), 0), iter.max = 0)$score.
std::vector<TestResult> cox_score_screen(const CoxCases& cases, ConstMatrix features,
                                         ConstMatrix covariates = Eigen::MatrixXd(), const CoxOptions& options = {},
                                         const ParallelFor& parallel = serial_for);

// A fit of each feature with the covariates; as cox_test(). Without covariates and clusters, blocks of features take
// their Newton steps side by side.
std::vector<TestResult> cox_fit_screen(const CoxCases& cases, ConstMatrix features, ConstMatrix covariates,
                                       ModelTest test, const CoxOptions& options = {},
                                       const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
