#pragma once
// Correlation of two variables, or of every column of one matrix with every column of another, with covariates held
// fixed. Cases with a missing value in the pair or its covariates are left out, pair by pair.
#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/result.hpp"

namespace rgx::stats {

enum class Correlation { pearson, spearman };

// continuous: one column a covariate, NaN = missing (0 columns allowed; rows must be those of the data, or 0).
// categories: one vector of codes a covariate, negative = missing; they become dummies of the levels present.
struct Covariates {
  Eigen::MatrixXd continuous;
  std::vector<std::vector<int>> categories;
  [[nodiscard]] bool empty() const { return continuous.cols() == 0 && categories.empty(); }
};

// r (or ρ) and p from t with df = n - 2 - rank(covariates), an intercept not counted. ρ: Pearson of the mid-ranks of
// left, right and every continuous covariate, taken on the complete cases. Intervals by Fisher's z, se
// 1/sqrt(n - 3 - k) for r and sqrt((1 + ρ²/2)/(n - 3 - k)) for ρ (Bonett & Wright 2000), k = rank(covariates).
// R: cor.test(x, y), cor.test(exact = FALSE, method = "spearman"), cor(resid(lm(rank(x) ~ rank(z))), …).
// statistic = t; estimate_kind "pearson_r", "spearman_rho", "partial_r", "partial_rho".
TestResult correlate(std::span<const double> left, std::span<const double> right, Correlation kind,
                     const Covariates& covariates = {}, double level = 0.95);

// Spearman with p by enumeration of all n! orders, n <= 9 and no ties, else reason too_large or ties.
// R: cor.test(exact = TRUE, method = "spearman"). statistic = S, the sum of squared rank differences.
TestResult spearman_exact(std::span<const double> left, std::span<const double> right, double level = 0.95);

// Every pair of columns, left p × right q. Columns without missing values go through one matrix product; the others are
// grouped by which cases they miss and re-ranked and re-projected for each pair of groups.
struct CorrelationBlock {
  Correlation kind = Correlation::pearson;
  bool partial = false;
  Eigen::MatrixXd r, log10_p;  // p × q; NaN where not computed
  Eigen::MatrixXi n, df;       // cases used; degrees of freedom
  std::vector<Reason> reason;  // p × q, column by column like the matrices
  // The pair as correlate() would give it.
  [[nodiscard]] TestResult result(Eigen::Index left, Eigen::Index right, double level = 0.95) const;
};
CorrelationBlock correlate_block(const Eigen::Ref<const Eigen::MatrixXd>& left,
                                 const Eigen::Ref<const Eigen::MatrixXd>& right, Correlation kind,
                                 const Covariates& covariates = {}, const ParallelFor& parallel = serial_for);

}  // namespace rgx::stats
