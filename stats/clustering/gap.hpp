#pragma once
// Gap statistic (Tibshirani, Walther & Hastie 2001): is the spread within clusters less than in data without any?
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stats/base/random.hpp"
#include "stats/base/refs.hpp"
#include "stats/clustering/partitions.hpp"

namespace rgx::stats {

// Where reference cases are drawn: evenly from the box of the columns' ranges, or of the ranges along the principal
// axes, turned back.
enum class GapSpace { original, scaled_pca };
// first_se_max: the smallest k within `se_factor` standard errors of the first local maximum (clusGap's default).
// tibs_2001: the smallest k whose gap is at least that of k + 1 less its standard error (the paper's).
enum class GapRule { first_se_max, tibs_2001, global_max };

struct GapOptions {
  int references = 100;  // B
  GapSpace space = GapSpace::scaled_pca;
  double power = 1;  // of the distances in W: 1 as clusGap, 2 as in the paper
  GapRule rule = GapRule::first_se_max;
  double se_factor = 1;
};

struct Gap {
  std::vector<int> k;
  Eigen::VectorXd log_w, expected_log_w, gap, se;  // one a k; se with sqrt(1 + 1/B); NaN where there is no partition
  int best = 0;                                    // 0: fewer than two k have a gap
};

// log of Σ over clusters of the pairs' Euclidean distances to a power / (2 · size), each pair counted once: clusGap's.
// The paper's counts both orders, which moves every logarithm by the same.
double log_within(ConstMatrix x, std::span<const int> cluster, double power);
// One set of reference cases.
Eigen::MatrixXd gap_reference(ConstMatrix x, GapSpace space, Stream& stream);

// `ks` ascending, from 1 as a rule. Reference b is drawn from Stream(key, b) and clustered with Stream(key, b, 1); the
// data with Stream(key, B, 1). R: cluster::clusGap(x, clusterer, K.max, B, spaceH0).
Gap gap_statistic(ConstMatrix x, std::span<const int> ks, const Clusterer& clusterer, std::uint64_t key,
                  const GapOptions& options = {}, const ParallelFor& parallel = serial_for);

// Place of the chosen k among `gap` (finite throughout, not empty). R: cluster::maxSE(gap, se, method) - 1.
std::size_t choose_gap(std::span<const double> gap, std::span<const double> se, GapRule rule, double se_factor = 1);

}  // namespace rgx::stats
