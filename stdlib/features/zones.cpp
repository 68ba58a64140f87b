#include "stdlib/features/zones.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace rgx::features {

std::vector<std::vector<Zone>> zones(const LevelBox& box, bool planar, std::span<const std::uint32_t> distance,
                                     const engine::ParallelFor& parallel) {
  const Components found(box, planar, distance, parallel);
  std::vector<std::vector<Zone>> out(found.parts());
  for (std::size_t p = 0; p < out.size(); ++p) {
    std::vector<Zone>& list = out[planar ? p : 0];
    found.each(p, [&](const Zone& zone) {
      list.push_back({zone.level, zone.size, distance.empty() ? 0 : zone.distance});
    });
  }
  if (!planar) out.resize(std::min<std::size_t>(out.size(), 1));
  return out;
}

namespace {

// City-block distances never exceed the box's sides; a larger one than this tells no zone from another.
using Distance = std::uint16_t;
constexpr Distance kFar = std::numeric_limits<Distance>::max();

Distance nearer(Distance own, Distance other) {
  const auto past = static_cast<Distance>(other == kFar ? kFar : other + 1);
  return own < past ? own : past;
}

// Rows of a pass along y or z: each takes what its neighbour has plus 1, forth and back.
void pass(Distance* rows, std::size_t count, std::size_t step, std::size_t width) {
  for (std::size_t r = 1; r < count; ++r) {
    for (std::size_t x = 0; x < width; ++x) rows[r * step + x] = nearer(rows[r * step + x], rows[(r - 1) * step + x]);
  }
  for (std::size_t r = count - 1; r-- > 0;) {
    for (std::size_t x = 0; x < width; ++x) rows[r * step + x] = nearer(rows[r * step + x], rows[(r + 1) * step + x]);
  }
}

}  // namespace

std::vector<std::uint32_t> edge_distance(const Roi& region, const Roi& of, bool planar,
                                         const engine::ParallelFor& parallel) {
  // Along each axis in turn, forth and back: exact for the city-block distance. Along x from the ends of the runs.
  const auto width = static_cast<std::size_t>(region.size[0]), height = static_cast<std::size_t>(region.size[1]),
             depth = static_cast<std::size_t>(region.size[2]), plane = width * height;
  std::vector<Distance> d(region.inside.size(), 0);
  parallel(depth, [&](std::size_t z) {
    if (region.slices[z] == region.slices[z + 1]) return;
    for (std::uint32_t r = region.slice_runs[z]; r < region.slice_runs[z + 1]; ++r) {
      const RowRun run = region.runs[r];
      for (std::uint32_t i = 0; i < run.length; ++i)
        d[run.first + i] = static_cast<Distance>(std::min({i + 1, run.length - i, std::uint32_t{kFar}}));
    }
    pass(d.data() + z * plane, height, width, width);
  });
  if (!planar && depth > 0) {
    // Strips of rows side by side: each runs through all slices.
    const std::size_t strips = std::min<std::size_t>(16, height);
    parallel(strips, [&](std::size_t s) {
      const std::size_t first = s * height / strips, end = (s + 1) * height / strips;
      pass(d.data() + first * width, depth, plane, (end - first) * width);
    });
  }
  std::vector<std::uint32_t> out(of.count(), 1);
  const std::array<int, 3> shift{of.corner[0] - region.corner[0], of.corner[1] - region.corner[1],
                                 of.corner[2] - region.corner[2]};
  parallel(of.slices.size() < 2 ? 0 : of.slices.size() - 1, [&](std::size_t z) {
    std::uint32_t* to = out.data() + of.slices[z];
    for (std::uint32_t r = of.slice_runs[z]; r < of.slice_runs[z + 1]; ++r) {
      const RowRun run = of.runs[r];
      auto p = of.position(run.first);
      for (std::size_t a = 0; a < 3; ++a) p[a] += shift[a];
      const bool row_within = p[1] >= 0 && p[1] < region.size[1] && p[2] >= 0 && p[2] < region.size[2];
      const std::int64_t row = p[1] * region.step(1) + p[2] * region.step(2);
      for (std::int64_t x = p[0]; x < p[0] + static_cast<std::int64_t>(run.length); ++x, ++to) {
        if (row_within && x >= 0 && x < region.size[0])
          *to = std::max<std::uint32_t>(1, d[static_cast<std::size_t>(row + x)]);
      }
    }
  });
  return out;
}

namespace {

// Zones by level and size (or distance) with what they hold.
struct Counted {
  std::vector<SizeCell> cells;
  double voxels = 0;
};

// Small sizes are counted in place, the few large ones listed.
class ZoneCount {
 public:
  explicit ZoneCount(int levels) : small_(static_cast<std::size_t>(levels + 1) * kSmall, 0) {}
  // If `is`: no branch on it, since it cannot be foreseen.
  void count(std::uint32_t level, std::uint32_t size, bool is) {
    if (size < kSmall) {
      small_[level * kSmall + size] += is;
    } else if (is) {
      large_.push_back({level, size, 1});
    }
  }
  void add(const ZoneCount& other) {
    for (std::size_t i = 0; i < small_.size(); ++i) small_[i] += other.small_[i];
    large_.insert(large_.end(), other.large_.begin(), other.large_.end());
  }
  std::vector<SizeCell> cells() const {
    std::vector<SizeCell> out = large_;
    for (std::size_t i = 0; i < small_.size(); ++i) {
      if (small_[i] != 0) {
        out.push_back({static_cast<std::uint32_t>(i / kSmall), static_cast<std::uint32_t>(i % kSmall), small_[i]});
      }
    }
    return collect(std::move(out));
  }

 private:
  static constexpr std::size_t kSmall = 64;
  std::vector<std::uint32_t> small_;
  std::vector<SizeCell> large_;
};

// One a part of the components.
std::vector<ZoneCount> count_zones(const LevelBox& box, bool planar, std::span<const std::uint32_t> distance,
                                   const engine::ParallelFor& parallel) {
  const Components found(box, planar, distance, parallel);
  std::vector<ZoneCount> out(found.parts(), ZoneCount(box.highest));
  parallel(out.size(), [&](std::size_t p) {
    found.each_run(p, [&](const Zone& zone, bool is) {
      out[p].count(zone.level, distance.empty() ? zone.size : zone.distance, is);
    });
  });
  return out;
}

std::vector<SizeCell> all_cells(std::vector<ZoneCount> counts) {
  if (counts.empty()) return {};
  for (std::size_t p = 1; p < counts.size(); ++p) counts.front().add(counts[p]);
  return counts.front().cells();
}

ZoneValues features(const std::vector<SizeCell>& cells, std::size_t voxels) {
  return first_features<16>(size_features(cells, static_cast<double>(voxels)));
}

// `distance_of(planar)`: what zones are counted by instead of their size, or empty.
template <typename DistanceOf>
std::map<Aggregation, ZoneValues> aggregate(const LevelBox& box, std::span<const Aggregation> aggregations,
                                            const engine::ParallelFor& parallel, const DistanceOf& distance_of) {
  std::map<Aggregation, ZoneValues> out;
  std::vector<ZoneCount> slices;  // for both planar aggregations
  for (const Aggregation a : aggregations) {
    if (a == Aggregation::volume_3d) {
      out[a] = features(all_cells(count_zones(box, false, distance_of(false), parallel)), box.roi.count());
      continue;
    }
    if (slices.empty()) slices = count_zones(box, true, distance_of(true), parallel);
    if (a == Aggregation::slices_2d) {
      const std::vector<Slab> parts = each_slice(box.roi);
      Mean<16> mean;
      for (std::size_t s = 0; s < slices.size(); ++s) {
        mean.add(features(slices[s].cells(), box.roi.slices[parts[s].end] - box.roi.slices[parts[s].first]));
      }
      out[a] = mean.result(Reason::empty_region);
    } else {
      out[a] = features(all_cells(slices), box.roi.count());
    }
  }
  return out;
}

}  // namespace

std::map<Aggregation, ZoneValues> glszm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                        const engine::ParallelFor& parallel) {
  return aggregate(box, aggregations, parallel, [](bool) { return std::vector<std::uint32_t>{}; });
}

std::map<Aggregation, ZoneValues> gldzm(const LevelBox& box, const Roi& region,
                                        std::span<const Aggregation> aggregations,
                                        const engine::ParallelFor& parallel) {
  return aggregate(box, aggregations, parallel,
                   [&](bool planar) { return edge_distance(region, box.roi, planar, parallel); });
}

std::vector<SizeCell> size_zones(const LevelBox& box, const engine::ParallelFor& parallel) {
  return all_cells(count_zones(box, false, {}, parallel));
}

}  // namespace rgx::features
