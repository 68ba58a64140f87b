#pragma once
// Partial least squares of two blocks: symmetric (the inter-battery method of Tucker 1958) and regression by
// SIMPLS (de Jong 1993).
#include <Eigen/Core>

#include "stats/multivariate/canonical.hpp"

namespace rgx::stats {

// Symmetric: singular vectors of XᵀY, all components at once. statistic: covariance of the two scores (n - 1).
// R: svd(crossprod(scale(x), scale(y)) / (n - 1)).
TwoBlockFit pls_symmetric(const CanonicalSide& left, const CanonicalSide& right, Eigen::Index components);

// left predicts right. Weights on the left are SIMPLS's R (scores XR of length 1), those on the right its Q (scores
// YQ). statistic: covariance of the two scores. R: pls::plsr(y ~ x, method = "simpls"), $projection and $Yloadings,
// turned as TwoBlockFit says.
struct PlsRegression {
  TwoBlockFit fit;
  // Columns left × right, for the standardised blocks, with all components: y = x · coefficients.
  Eigen::MatrixXd coefficients;
  Eigen::VectorXd explained_left, explained_right;  // share of each block's variance, one a component
};
PlsRegression pls_regression(const CanonicalSide& left, const CanonicalSide& right, Eigen::Index components);

}  // namespace rgx::stats
