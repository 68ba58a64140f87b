#pragma once
// Families of a voxel and its neighbours: grey tone difference (NGTDM, IBSI IPET; Amadasun & King 1989) and grey level
// dependence (NGLDM, REK0; Sun & Wee 1983). Neighbours lie within a Chebyshev distance and in the region.
#include <array>
#include <map>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

// Voxels without a neighbour are left out; `no_pairs` if that is all of them. A weighting makes the mean of the
// neighbours a weighted one.
std::map<Aggregation, std::array<Value, 5>> ngtdm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                  int distance = 1,
                                                  const stats::ParallelFor& parallel = stats::serial_for,
                                                  Weighting weighting = Weighting::none);

// `coarseness`: largest difference of levels that counts as dependent.
std::map<Aggregation, std::array<Value, 17>> ngldm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                   int distance = 1, int coarseness = 0,
                                                   const stats::ParallelFor& parallel = stats::serial_for);

// The NGTDM of the whole region (3D): by level, 0 to N_g, the voxels that have a neighbour, n_i, and their summed
// differences from the mean of their neighbours, s_i.
struct ToneDifference {
  explicit ToneDifference(int levels) : count(static_cast<std::size_t>(levels) + 1, 0), sum(count) {}
  std::vector<double> count, sum;
};
// What its features are made of, by level i with share p_i of the voxels: sum of p s, and over pairs of levels present
// of p_i p_j (i-j)^2, |i p_i - j p_j|, |i-j| (p_i s_i + p_j s_j) / (p_i + p_j), (p_i + p_j) (i-j)^2. Place 0 is
// ignored.
struct ToneSums {
  double voxels = 0, levels = 0, all = 0;  // voxels counted, levels present, sum of s
  double weighted = 0, range = 0, busy = 0, complexity = 0, strength = 0;
};
ToneSums tone_sums(std::span<const double> count, std::span<const double> difference);
ToneDifference tone_differences(const LevelBox& box, int distance = 1,
                                const stats::ParallelFor& parallel = stats::serial_for,
                                Weighting weighting = Weighting::none);

// The NGLDM of the whole region (3D): voxels by level and dependence, the voxel itself counted (1 and above).
SizeMatrix dependence_matrix(const LevelBox& box, int distance = 1, int coarseness = 0,
                             const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
