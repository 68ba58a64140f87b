#include "stdlib/features/texture.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace rgx::features {

namespace {

constexpr std::size_t kSlabs = 16;

}  // namespace

template <typename T>
std::vector<T> LevelBox::lay_out(const Levels& levels, const stats::ParallelFor& parallel) {
  std::vector<T> grid(roi.inside.size() + 2 * kAround, 0);
  const std::vector<Slab> parts = slabs(roi, kSlabs);
  const std::size_t bins = voxels_of.size();
  // Four counts in turn: neighbours often have one level, and a counter is not ready again at once.
  std::vector<std::uint32_t> counts(parts.size() * 4 * bins, 0);
  parallel(parts.size(), [&](std::size_t p) {
    std::uint32_t* count = counts.data() + p * 4 * bins;
    const std::uint16_t* from = levels.level.data() + roi.slices[parts[p].first];
    for (std::uint32_t r = roi.slice_runs[parts[p].first]; r < roi.slice_runs[parts[p].end]; ++r) {
      const RowRun run = roi.runs[r];
      T* to = grid.data() + kAround + run.first;
      for (std::uint32_t i = 0; i < run.length; ++i) to[i] = static_cast<T>(from[i]);
      for (std::uint32_t i = 0; i < run.length; ++i) ++count[(i & 3) * bins + from[i]];
      from += run.length;
    }
  });
  for (std::size_t i = 0; i < counts.size(); ++i) voxels_of[i % bins] += counts[i];
  return grid;
}

LevelBox::LevelBox(const Roi& region, const Levels& levels, const stats::ParallelFor& parallel)
    : roi(region), highest(levels.highest), voxels_of(static_cast<std::size_t>(levels.highest) + 1, 0) {
  if (highest <= kByteLevels) {
    narrow_ = lay_out<std::uint8_t>(levels, parallel);
  } else {
    wide_ = lay_out<std::uint16_t>(levels, parallel);
  }
}

std::vector<Slab> each_slice(const Roi& roi) {
  std::vector<Slab> out;
  for (std::size_t z = 0; z + 1 < roi.slices.size(); ++z) {
    if (roi.slices[z] != roi.slices[z + 1]) out.push_back({z, z + 1});
  }
  return out;
}

std::vector<std::uint32_t> levels_of(const LevelBox& box, const Slab& slab) {
  std::vector<std::uint32_t> out(box.voxels_of.size(), 0);
  box.with_grid([&](const auto* grid) {
    for (const RowRun run : runs_of(box.roi, slab)) {
      for (std::uint32_t i = run.first; i < run.first + run.length; ++i) ++out[grid[i]];
    }
  });
  return out;
}

double weight(Weighting weighting, const std::array<int, 3>& direction, int distance) {
  const double x = std::abs(direction[0]), y = std::abs(direction[1]), z = std::abs(direction[2]);
  switch (weighting) {
    case Weighting::none:
      break;
    case Weighting::manhattan:
      return 1 / (distance * (x + y + z));
    case Weighting::euclidean:
      return 1 / (distance * std::sqrt(x * x + y * y + z * z));
    case Weighting::chebyshev:
      return 1 / (distance * std::max({x, y, z}));
  }
  return 1;
}

std::int64_t offset(const Roi& roi, const std::array<int, 3>& direction, int distance) {
  return distance * (direction[0] + direction[1] * roi.step(1) + direction[2] * roi.step(2));
}

std::vector<std::int64_t> neighbourhood(const Roi& roi, int distance, bool planar) {
  std::vector<std::int64_t> out;
  const int deep = planar ? 0 : distance;
  for (int z = -deep; z <= deep; ++z) {
    for (int y = -distance; y <= distance; ++y) {
      for (int x = -distance; x <= distance; ++x) {
        if (x != 0 || y != 0 || z != 0) out.push_back(offset(roi, {x, y, z}));
      }
    }
  }
  return out;
}

}  // namespace rgx::features
