#pragma once
// Do two blocks of columns on the same cases depend on each other at all? One number, and a permutation p.
#include "stats/base/refs.hpp"
#include "stats/permutation/permute.hpp"

namespace rgx::stats {

enum class BlockStatistic {
  rv,               // RV coefficient (Escoufier 1973; Robert & Escoufier 1976)
  mantel,           // correlation of the Euclidean distances between cases (Mantel 1967)
  mantel_spearman,  // the same of their ranks
  // Distance covariance (Székely, Rizzo & Bakirov 2007), as n V²; estimate: distance correlation.
  distance_covariance,
  // Hilbert–Schmidt independence criterion (Gretton et al. 2005, 2008), Gaussian kernels with the median distance as
  // their width, tr(KHLH) / n²; estimate: the same over that of each block with itself ("cka", Kornblith et al. 2019).
  hsic,
};

// p: the cases of `right` are exchanged (within strata), large is extreme, one-sided. Cases with anything missing are
// left out. scale: columns brought to standard deviation 1 first, as units would decide otherwise; constant columns
// count for nothing. Fewer than 4 cases: too_few; a block without variation: constant; distances all equal: degenerate.
// R: vegan::mantel(dist(x), dist(y)), energy::dcov.test(x, y), dcor; base R for the others.
PermutationResult block_dependence(ConstMatrix left, ConstMatrix right, BlockStatistic statistic,
                                   const Permutations& how, bool scale = true);

}  // namespace rgx::stats
