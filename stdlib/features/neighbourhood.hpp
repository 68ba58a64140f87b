#pragma once
// Families of a voxel and its neighbours: grey tone difference (NGTDM, IBSI IPET; Amadasun & King 1989) and grey level
// dependence (NGLDM, REK0; Sun & Wee 1983). Neighbours lie within a Chebyshev distance and in the region.
#include <array>
#include <map>
#include <span>

#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

// Voxels without a neighbour are left out; `no_pairs` if that is all of them.
std::map<Aggregation, std::array<Value, 5>> ngtdm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                  int distance = 1);

// `coarseness`: largest difference of levels that counts as dependent.
std::map<Aggregation, std::array<Value, 17>> ngldm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                   int distance = 1, int coarseness = 0);

}  // namespace rgx::features
