#include "stdlib/perturb/overlap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "stats/base/describe.hpp"
#include "stdlib/imaging/crop.hpp"
#include "stdlib/imaging/distance_map.hpp"
#include "stdlib/imaging/geometry.hpp"

namespace rgx::perturb {
namespace {

using stdlib::Extent;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
// Distances are roots of sums of squares: one that is the tolerance may come out a rounding above it.
constexpr double kToleranceSlack = 1e-9;

// From each surface voxel of `from` to the nearest of `to`, ascending.
std::vector<double> distances(const engine::Mask& from, const engine::Mask& to) {
  const std::vector<double> all = stdlib::distance_to(to);
  std::vector<double> out;
  for (std::size_t v = 0; v < all.size(); ++v)
    if (from.voxels[v]) out.push_back(all[v]);
  std::sort(out.begin(), out.end());
  return out;
}

Extent hull(const Extent& a, const Extent& b) {
  Extent out = a;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    out.first[axis] = std::min(a.first[axis], b.first[axis]);
    out.last[axis] = std::max(a.last[axis], b.last[axis]);
  }
  return out;
}

}  // namespace

Overlap overlap(const engine::Mask& a, const engine::Mask& b, double tolerance, const std::string& name_a,
                const std::string& name_b) {
  stdlib::require_same_grid(a.geometry, b.geometry, name_a, name_b);
  Overlap out;
  for (std::size_t v = 0; v < a.voxels.size(); ++v) {
    const bool in_a = a.voxels[v] != 0, in_b = b.voxels[v] != 0;
    out.voxels_a += in_a ? 1 : 0;
    out.voxels_b += in_b ? 1 : 0;
    out.both += in_a && in_b ? 1 : 0;
  }
  const auto both = static_cast<double>(out.both), sum = static_cast<double>(out.voxels_a + out.voxels_b);
  out.dice = sum > 0 ? 2 * both / sum : kMissing;
  out.jaccard = sum > 0 ? both / (sum - both) : kMissing;
  if (out.voxels_a == 0 || out.voxels_b == 0) {
    out.hausdorff = out.hausdorff_95 = out.mean_distance = out.surface_dice = kMissing;
    return out;
  }
  // A border of a voxel, so that the edge of the box is not taken for a surface.
  const auto& spacing = a.geometry.spacing;
  const Extent box = stdlib::widened(hull(stdlib::extent(a), stdlib::extent(b)), a.geometry,
                                     std::max({spacing[0], spacing[1], spacing[2]}));
  const engine::Mask surface_a = stdlib::surface_of(stdlib::cropped(a, box)),
                     surface_b = stdlib::surface_of(stdlib::cropped(b, box));
  const auto there = distances(surface_a, surface_b), back = distances(surface_b, surface_a);
  double total = 0;
  std::size_t near = 0;
  for (const auto* way : {&there, &back})
    for (const double d : *way) {
      total += d;
      near += d <= tolerance + kToleranceSlack ? 1 : 0;
    }
  const auto n = static_cast<double>(there.size() + back.size());
  out.hausdorff = std::max(there.back(), back.back());
  out.hausdorff_95 = std::max(stats::quantile_sorted(there, 0.95), stats::quantile_sorted(back, 0.95));
  out.mean_distance = total / n;
  out.surface_dice = static_cast<double>(near) / n;
  return out;
}

}  // namespace rgx::perturb
