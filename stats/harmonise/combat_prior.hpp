#pragma once
// Empirical Bayes of ComBat, one batch at a time: what a feature's location and scale in the batch are once those of
// the other features are known. Johnson, Li & Rabinovic 2007, sections 3.2 (parametric) and 3.3 (non-parametric).
#include <Eigen/Core>

#include "stats/base/parallel.hpp"

namespace rgx::stats {

// Of one batch, an entry a feature, in units of the pooled standard deviation.
struct BatchMoments {
  Eigen::ArrayXd n;         // present cases
  Eigen::ArrayXd location;  // their mean
  Eigen::ArrayXd squares;   // sum of squares about it
  Eigen::ArrayXd scale;     // variance, n - 1
};

struct BatchPosterior {
  Eigen::ArrayXd gamma, delta;
};

// Inverse gamma prior of the scales and normal prior of the locations, by moments; iterated until the largest relative
// change is at most 1e-4, as sva.
BatchPosterior parametric_posterior(const BatchMoments& batch);
// Locations alone, scales 1: sva's postmean with n = 1.
BatchPosterior parametric_location(const BatchMoments& batch);
// Means over the other features, weighed by the likelihood of this one's cases under each; in logarithms, so that many
// cases do not end in 0/0. scale: variances, or 1 throughout.
BatchPosterior nonparametric_posterior(const BatchMoments& batch, const Eigen::ArrayXd& scale,
                                       const ParallelFor& parallel);

}  // namespace rgx::stats
