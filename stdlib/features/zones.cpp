#include "stdlib/features/zones.hpp"

#include <algorithm>

#include "stdlib/features/size_matrix.hpp"

namespace rgx::features {

std::vector<std::vector<Zone>> zones(const LevelBox& box, bool planar, std::span<const std::uint32_t> distance) {
  const Roi& roi = box.roi;
  std::vector<std::uint32_t> far;
  if (!distance.empty()) {
    far.assign(box.grid.size(), 0);
    for (std::size_t i = 0; i < distance.size(); ++i) far[roi.voxels[i]] = distance[i];
  }
  std::vector<std::uint16_t> left = box.grid;  // a voxel that has found its zone becomes 0
  const auto steps = neighbourhood(roi, 1, planar);
  std::vector<std::vector<Zone>> out;
  std::vector<std::uint32_t> open;
  for (std::size_t z = 0; z + 1 < roi.slices.size(); ++z) {
    if (roi.slices[z] == roi.slices[z + 1]) continue;
    if (planar || out.empty()) out.emplace_back();
    for (std::uint32_t i = roi.slices[z]; i < roi.slices[z + 1]; ++i) {
      const std::uint32_t seed = roi.voxels[i];
      const std::uint16_t level = left[seed];
      if (level == 0) continue;
      Zone zone{level, 0, far.empty() ? 0 : far[seed]};
      left[seed] = 0;
      open.assign(1, seed);
      while (!open.empty()) {
        const std::uint32_t at = open.back();
        open.pop_back();
        ++zone.size;
        if (!far.empty()) zone.distance = std::min(zone.distance, far[at]);
        for (const std::int64_t step : steps) {
          const auto next = static_cast<std::uint32_t>(at + step);
          if (left[next] != level) continue;
          left[next] = 0;
          open.push_back(next);
        }
      }
      out.back().push_back(zone);
    }
  }
  return out;
}

std::vector<std::uint32_t> edge_distance(const Roi& region, const Roi& of, bool planar) {
  // Along each axis in turn, forth and back: exact for the city-block distance.
  std::vector<std::uint32_t> d(region.inside.size());
  const auto unreached = static_cast<std::uint32_t>(region.size[0] + region.size[1] + region.size[2]);
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = region.inside[i] ? unreached : 0;
  for (int axis = 0; axis < (planar ? 2 : 3); ++axis) {
    const auto step = static_cast<std::size_t>(region.step(axis));
    for (const std::uint32_t v : region.voxels) d[v] = std::min(d[v], d[v - step] + 1);
    for (auto v = region.voxels.rbegin(); v != region.voxels.rend(); ++v) d[*v] = std::min(d[*v], d[*v + step] + 1);
  }
  std::vector<std::uint32_t> out(of.count(), 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto p = of.position(of.voxels[i]);
    bool within = true;
    for (std::size_t a = 0; a < 3; ++a) {
      p[a] += of.corner[a] - region.corner[a];
      within = within && p[a] >= 0 && p[a] < region.size[a];
    }
    if (!within) continue;
    out[i] = std::max(1u, d[static_cast<std::size_t>(p[0] + p[1] * region.step(1) + p[2] * region.step(2))]);
  }
  return out;
}

namespace {

using Lists = std::vector<std::vector<Zone>>;

std::array<Value, 16> of_list(std::span<const Zone> list, bool by_distance) {
  std::vector<SizeCell> cells;
  double voxels = 0;
  cells.reserve(list.size());
  for (const Zone& zone : list) {
    cells.push_back({zone.level, by_distance ? zone.distance : zone.size, 1});
    voxels += zone.size;
  }
  return first_features<16>(size_features(collect(std::move(cells)), voxels));
}

// `make(planar)` gives the zones; each way is asked at most once.
template <typename Make>
std::map<Aggregation, ZoneValues> aggregate(std::span<const Aggregation> aggregations, bool by_distance, Make make) {
  const bool volume = std::find(aggregations.begin(), aggregations.end(), Aggregation::volume_3d) != aggregations.end();
  const bool planar = aggregations.size() > (volume ? 1 : 0);
  const Lists slices = planar ? make(true) : Lists{};
  std::map<Aggregation, ZoneValues> out;
  for (const Aggregation a : aggregations) {
    if (a == Aggregation::slices_2d) {
      Mean<16> mean;
      for (const auto& slice : slices) mean.add(of_list(slice, by_distance));
      out[a] = mean.result(Reason::empty_region);
    } else {
      std::vector<Zone> all;
      for (const auto& list : a == Aggregation::volume_3d ? make(false) : slices)
        all.insert(all.end(), list.begin(), list.end());
      out[a] = of_list(all, by_distance);
    }
  }
  return out;
}

}  // namespace

std::map<Aggregation, ZoneValues> glszm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                        const engine::ParallelFor&) {
  return aggregate(aggregations, false, [&](bool planar) { return zones(box, planar); });
}

std::map<Aggregation, ZoneValues> gldzm(const LevelBox& box, const Roi& region,
                                        std::span<const Aggregation> aggregations, const engine::ParallelFor&) {
  return aggregate(aggregations, true,
                   [&](bool planar) { return zones(box, planar, edge_distance(region, box.roi, planar)); });
}

std::vector<SizeCell> size_zones(const LevelBox& box, const engine::ParallelFor&) {
  std::vector<SizeCell> cells;
  for (const auto& list : zones(box, false)) {
    for (const Zone& zone : list) cells.push_back({zone.level, zone.size, 1});
  }
  return collect(std::move(cells));
}

}  // namespace rgx::features
