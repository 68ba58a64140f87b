#include "stdlib/perturb/volume.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "stdlib/imaging/crop.hpp"
#include "stdlib/imaging/distance_map.hpp"
#include "stdlib/imaging/image_error.hpp"

namespace rgx::perturb {
namespace {

using stdlib::Extent;
using stdlib::ImageError;

struct Candidate {
  double distance;
  double draw;
  std::size_t voxel;
  bool operator<(const Candidate& o) const {
    if (distance != o.distance) return distance < o.distance;
    return draw != o.draw ? draw < o.draw : voxel < o.voxel;
  }
};

// The `wanted` candidates that come first, changed to `value`.
void change(engine::Mask& mask, std::vector<Candidate>& candidates, std::size_t wanted, std::uint8_t value) {
  std::nth_element(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(wanted), candidates.end());
  for (std::size_t i = 0; i < wanted; ++i) mask.voxels[candidates[i].voxel] = value;
}

// Whether the box is the whole grid.
bool whole(const Extent& box, const engine::Geometry& grid) { return box.size() == grid.size; }

}  // namespace

engine::Mask resized(const engine::Mask& mask, double fraction, stats::Stream stream) {
  const std::size_t before = stdlib::count(mask);
  const Extent region = stdlib::extent(mask);  // refuses an empty mask
  const double wanted = std::round((1 + fraction) * static_cast<double>(before));
  if (wanted < 1)
    throw ImageError("mask-empty", {}, fmt::format("{} voxels changed by {:g} % leave none", before, 100 * fraction));
  const auto after = static_cast<std::size_t>(wanted);
  if (after > mask.voxels.size())
    throw ImageError("mask-room", {},
                     fmt::format("{} voxels grown by {:g} % are {}, the image has {}", before, 100 * fraction, after,
                                 mask.voxels.size()));
  const bool grows = after > before;
  const std::size_t changed = grows ? after - before : before - after;
  engine::Mask out = mask;
  // Distances up to the margin are all within the box: wider until that is enough.
  for (double margin = grows ? 10 : 1;; margin *= 2) {
    const Extent box = stdlib::widened(region, mask.geometry, margin);
    engine::Mask part = stdlib::cropped(mask, box);
    const auto distance = stdlib::signed_distance(part);
    const bool all = whole(box, mask.geometry);
    std::vector<Candidate> candidates;
    stats::Stream draws = stream;
    for (std::size_t v = 0; v < distance.size(); ++v)
      if ((part.voxels[v] == 0) == grows && (!grows || all || distance[v] <= margin))
        candidates.push_back({std::abs(distance[v]), draws.uniform(), v});
    if (candidates.size() < changed) continue;
    change(part, candidates, changed, grows ? 1 : 0);
    stdlib::paste(part, box, out);
    return out;
  }
}

}  // namespace rgx::perturb
