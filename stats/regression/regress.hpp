#pragma once
// Ordinary (and weighted) least squares as R's lm: Householder QR; a column that adds nothing to those before it is
// dropped, its row NaN. Every vector of a fit has one place for each column of the design as it was given.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// Householder QR that moves a column to the end when what is left of it after the columns before it is below
// tolerance (1e-7, lm's) times its own norm (LINPACK dqrdc2's "limited pivoting").
struct PivotedQr {
  std::vector<Eigen::Index> kept;  // columns of the design, in their own order
  std::vector<bool> aliased;       // one a column
  Eigen::MatrixXd r;               // kept × kept, upper triangular
  Eigen::VectorXd qty;             // n: Q'y, the first `kept` entries solve, the rest are the residual's coordinates
};
PivotedQr pivoted_qr(ConstMatrix design, ConstVector y, double tolerance = 1e-7);

struct LinearFit {
  Eigen::VectorXd coefficient;  // NaN where aliased
  Eigen::VectorXd se, t, p;     // two-sided, t on df
  std::vector<bool> aliased;
  Eigen::MatrixXd covariance;  // columns × columns, NaN where aliased
  Eigen::VectorXd fitted;
  Eigen::VectorXd residual;
  double df = 0;  // residual degrees of freedom: cases of weight > 0 less rank
  double sigma = 0;
  double rss = 0;
  std::string
      reason;  // empty, or why nothing was fitted: "missing value", "no cases", "wrong sizes", "negative weight"
};

// The design holds its own intercept (with_intercept). Rank equal to n leaves df 0 and NaN se. Weights: none, or one
// a case (lm's `weights`).
LinearFit linear_regression(ConstMatrix design, ConstVector y, ConstVector weights = Eigen::VectorXd());

// A column of ones in front.
Eigen::MatrixXd with_intercept(ConstMatrix x);

// design · coefficient; aliased (NaN) coefficients count as 0, as predict() does.
Eigen::VectorXd linear_predictor(ConstMatrix design, ConstVector coefficient);

}  // namespace rgx::stats
