#pragma once
// Tests of nested generalised linear models: that the coefficients of some columns are 0.
#include <Eigen/Core>
#include <span>

#include "stats/base/refs.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

// The score statistic U'I⁻¹U at the fit without the tested columns, from its working weights and residuals: slope of
// the likelihood X'(√w · r), information X'diag(w)X. df: columns that add to those before them.
// R: anova(smaller, larger, test = "Rao").
ChiSquare glm_score_test(const TestedLast& split, const Eigen::VectorXd& root_weight, const Eigen::VectorXd& residual);

// Logistic regression. The design holds its intercept; cases with anything missing are left out. y: 0/1.
// statistic: chi-square with one df a column. Where one column is tested, its odds ratio with interval: profile
// likelihood with the likelihood ratio, else Wald. Separation leaves the likelihood ratio and (where the other columns
// do not separate) the score; the odds ratio is then 0 or infinite and Wald's p missing as `separated`.
// R: anova(glm(y ~ z), glm(y ~ z + x), test = "LRT" or "Rao"), confint(glm).
TestResult logistic_test(ConstMatrix design, const Eigen::VectorXd& y, std::span<const Eigen::Index> columns,
                         ModelTest test, const Eigen::VectorXd& weights = Eigen::VectorXd(),
                         const Eigen::VectorXd& offset = Eigen::VectorXd(), double level = 0.95);

}  // namespace rgx::stats
