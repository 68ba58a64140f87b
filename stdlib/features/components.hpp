#pragma once
// Connected components of equal grey level: the inner part of the zone matrices.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/texture.hpp"

namespace rgx::features {

struct Zone {
  std::uint16_t level = 0;
  std::uint32_t size = 0;      // voxels
  std::uint32_t distance = 0;  // smallest of its voxels
};

// The zones of the region (26 neighbours), or of each slice (8 neighbours) if `planar`.
class Components {
 public:
  // `distance`: one a voxel of the region, or empty.
  Components(const LevelBox& box, bool planar, std::span<const std::uint32_t> distance,
             const stats::ParallelFor& parallel);

  // Parts that may be looked at at once: slabs of the region, or slices.
  std::size_t parts() const { return part_.size() - 1; }
  // Calls visit(zone) for the zones whose first voxel lies in the part, in the order of these voxels.
  template <typename Visit>
  void each(std::size_t part, Visit visit) const {
    each_run(part, [&](const Zone& zone, bool first) {
      if (first) visit(zone);
    });
  }

  // The same without a branch a run: visit(zone, whether it is one), anything in `zone` if it is not.
  template <typename Visit>
  void each_run(std::size_t part, Visit visit) const {
    const std::uint32_t* distance = distance_ ? distance_.get() : size_.get();
    for (std::uint32_t r = part_[part]; r < part_[part + 1]; ++r) {
      visit(Zone{level_[r], size_[r], distance[r]}, parent_[r] == r);
    }
  }

 private:
  std::uint32_t root(std::uint32_t run);
  void join(std::uint32_t a, std::uint32_t b);

  // Of runs of one level along x, in the order of the voxels. A run's parent is an earlier run of its zone or itself;
  // size and distance are those of the zone at its root.
  std::unique_ptr<std::uint32_t[]> parent_, size_, distance_;
  std::unique_ptr<std::uint16_t[]> level_;
  std::vector<std::uint32_t> part_;  // the first run of each part, and the end
};

}  // namespace rgx::features
