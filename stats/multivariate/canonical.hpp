#pragma once
// Canonical correlation of two blocks (Hotelling 1936), plain and with ridge penalties (Vinod 1976; González, Déjean,
// Martin & Baccini 2008).
#include <Eigen/Core>
#include <string>

#include "stats/multivariate/block.hpp"

namespace rgx::stats {

// What any method for two blocks learned. Signs: the largest weight on the left is positive, and the scores of a
// component are positively related on the cases it was fitted on.
struct TwoBlockFit {
  Eigen::Index n = 0;
  Eigen::Index rank = 0;  // most components there can be
  LinearScores left, right;
  // The method's own: canonical correlations (penalised ones with ridge), covariances of scores for pls, uᵀXᵀYv for
  // sparse_cca.
  Eigen::VectorXd statistic;
  Eigen::VectorXd correlation;  // of the scores on the cases fitted
  // Empty, a block's reason, "more components than rank", or "saturated" (without penalties: the ranks of the blocks
  // together reach n - 1, and the first correlation is 1 whatever the data).
  std::string reason;
};

struct RidgePenalties {
  double left = 0, right = 0;  // λ added to the diagonal of each covariance matrix (n - 1), not negative
};

// A block ready for canonical correlation: the decomposition does not depend on which cases stand opposite.
struct CanonicalSide {
  Block block;
  ThinSvd svd;
};
CanonicalSide canonical_side(ConstMatrix x, bool scale);

// Scores without penalty have variance 1; with them aᵀ(S + λI)a = 1. R: cancor(x, y), whose coefficients are those here
// over sqrt(n - 1).
TwoBlockFit canonical_correlation(const CanonicalSide& left, const CanonicalSide& right, Eigen::Index components,
                                  RidgePenalties ridge = {});
TwoBlockFit canonical_correlation(ConstMatrix left, ConstMatrix right, Eigen::Index components,
                                  RidgePenalties ridge = {}, bool scale = true);

}  // namespace rgx::stats
