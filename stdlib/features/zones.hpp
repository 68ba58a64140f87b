#pragma once
// Zones of equal grey level, and the two families that count them: by size (GLSZM, IBSI 9SAK) and by distance to the
// edge of the morphological mask (GLDZM, VMDZ); Thibault 2014.
#include <array>
#include <map>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/components.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/size_matrix.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

using ZoneValues = std::array<Value, 16>;

// Voxels of one level that touch by face, edge or corner (26 neighbours, or 8 within the slice if `planar`) form a
// zone. One list a slice if `planar`, else one list. `distance`: one a voxel of the region, or empty.
std::vector<std::vector<Zone>> zones(const LevelBox& box, bool planar, std::span<const std::uint32_t> distance = {},
                                     const stats::ParallelFor& parallel = stats::serial_for);

// City-block distance of each voxel of `of` to the outside of `region` (1 at the edge), within the slice if `planar`.
// Both on one image grid; a voxel that is not in `region` gets 1.
std::vector<std::uint32_t> edge_distance(const Roi& region, const Roi& of, bool planar,
                                         const stats::ParallelFor& parallel = stats::serial_for);

std::map<Aggregation, ZoneValues> glszm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                        const stats::ParallelFor& parallel = stats::serial_for);
// `region`: the morphological mask.
std::map<Aggregation, ZoneValues> gldzm(const LevelBox& box, const Roi& region,
                                        std::span<const Aggregation> aggregations,
                                        const stats::ParallelFor& parallel = stats::serial_for);

// The size zone matrix of the whole region (3D): zones by level and size, ordered so.
std::vector<SizeCell> size_zones(const LevelBox& box, const stats::ParallelFor& parallel = stats::serial_for);

}  // namespace rgx::features
