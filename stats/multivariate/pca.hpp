#pragma once
// Principal components (Pearson 1901; Hotelling 1933) by the singular value decomposition of the centred columns.
#include <Eigen/Core>
#include <string>
#include <vector>

#include "stats/multivariate/block.hpp"

namespace rgx::stats {

// R: prcomp(x, center = TRUE, scale. = scale), each component turned as component_signs() says. Columns without
// variation have loading 0.
struct PcaFit {
  Eigen::Index n = 0;                  // cases
  Eigen::Index rank = 0;               // most components there can be
  std::vector<Eigen::Index> constant;  // columns left out
  LinearScores linear;                 // weights = loadings, of length 1
  Eigen::MatrixXd scores;              // cases × components
  Eigen::VectorXd sd;                  // standard deviation of each score (n - 1)
  Eigen::VectorXd share;               // of the total variance
  // Empty, a block's reason, or "more components than rank".
  std::string reason;
};
PcaFit pca(ConstMatrix x, Eigen::Index components, bool scale = true);

// Variances of the first components as shares of the total, without vectors: what parallel analysis draws again and
// again. `values`: a prepared block's.
Eigen::VectorXd variance_shares(const Eigen::MatrixXd& values, Eigen::Index components);

}  // namespace rgx::stats
