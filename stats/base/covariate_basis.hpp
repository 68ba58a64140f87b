#pragma once
// The space that covariates span on some cases, and what is left of a column outside it.
#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "stats/base/result.hpp"
#include "stats/correlation/correlate.hpp"

namespace rgx::stats {

struct CovariateBasis {
  Eigen::MatrixXd columns;  // cases × rank, orthonormal, orthogonal to the intercept

  [[nodiscard]] int rank() const { return static_cast<int>(columns.cols()); }
};

// Cases (row numbers below n) at which every covariate is known. Rows other than n, and infinite
// values, throw std::invalid_argument.
std::vector<std::size_t> covariate_cases(const Covariates& covariates, std::size_t n);

// Continuous covariates (mid-ranked for Spearman) and dummies of the levels present on these cases, centred. Columns of
// which less than 1e-7 is left after the others do not count, as in R's lm.
CovariateBasis covariate_basis(const Covariates& covariates, std::span<const std::size_t> cases, Correlation kind);

// The column on these cases, ranked for Spearman, centred, projected off the basis, of length 1. The reason why there
// is none: constant, not_finite, collinear; then `out` is 0. No missing values on the cases. `length`: what `out` was
// divided by, in the units of the column (of ranks for Spearman); 0 where there is a reason.
Reason standardised_residual(std::span<const double> column, std::span<const std::size_t> cases,
                             const CovariateBasis& basis, Correlation kind, Eigen::Ref<Eigen::VectorXd> out,
                             double* length = nullptr);

}  // namespace rgx::stats
