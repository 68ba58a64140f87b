#pragma once
// Factor analysis by maximum likelihood (Lawley 1940; Jöreskog 1967) with varimax rotation (Kaiser 1958) and regression
// scores (Thomson 1951).
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/multivariate/block.hpp"
#include "stats/regression/model_test.hpp"

namespace rgx::stats {

struct FactorOptions {
  bool varimax = true;
  double least_uniqueness = 0.005;  // a Heywood case stops here, as in factanal
  int max_iterations = 500;
};

struct FactorFit {
  Eigen::Index n = 0;
  Eigen::Index most = 0;               // most factors that leave degrees of freedom of 0 or more
  std::vector<Eigen::Index> constant;  // columns left out: loading 0, uniqueness NaN
  Eigen::MatrixXd loadings;            // columns × factors, by falling sum of squares
  Eigen::VectorXd uniqueness;
  Eigen::VectorXd share;  // of the total variance of the columns kept, one a factor
  LinearScores linear;    // weights R⁻¹Λ: scores by regression
  Eigen::MatrixXd scores;
  ChiSquare test;  // that so many factors are enough (Bartlett's correction); df 0: missing
  int iterations = 0;
  bool heywood = false;  // a uniqueness stands at its least value
  // Empty, a block's reason, "collinear" (no more cases than columns, or columns that others explain), "too many
  // factors", "not converged".
  std::string reason;
};
// Newton's method on the logarithms of the uniquenesses with the exact second derivatives. R: factanal(x, factors,
// scores = "regression") run to convergence, factors turned as component_signs() says (factanal: positive sums).
FactorFit factor_analysis(ConstMatrix x, Eigen::Index factors, const FactorOptions& options = {});

// Loadings turned to the largest variance of their squares, rows brought to length 1 first. R: varimax(eps = 1e-15).
Eigen::MatrixXd varimax(const Eigen::MatrixXd& loadings);

}  // namespace rgx::stats
