#include "stdlib/filters/lbp.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

namespace rgx::filters {

namespace {

// A neighbour: the voxel below it and its shares of the next one in x and y.
struct Sample {
  std::int64_t dx = 0, dy = 0;
  double wx = 0, wy = 0;
};

// A coordinate that is a whole number but for rounding counts as one, so that the four neighbours on the axes are
// voxels.
void split(double offset, std::int64_t& whole_part, double& share) {
  const double nearest = std::round(offset);
  if (std::abs(offset - nearest) < 1e-9) offset = nearest;
  whole_part = static_cast<std::int64_t>(std::floor(offset));
  share = offset - std::floor(offset);
}

// Written so that neighbours of one value give that value exactly: ties count as 1.
double between(double a, double b, double share) { return a + share * (b - a); }

}  // namespace

engine::Image local_binary_pattern(const engine::Image& image, int neighbours, double radius, const Box& wanted,
                                   const engine::ParallelFor& parallel) {
  if (neighbours < 3 || neighbours > 64) throw std::invalid_argument("a local binary pattern has 3 to 64 neighbours");
  if (!(radius > 0) || radius > 1000)
    throw std::invalid_argument("the radius of a local binary pattern lies above 0, up to 1000 voxels");
  std::vector<Sample> samples(static_cast<std::size_t>(neighbours));
  for (int p = 0; p < neighbours; ++p) {
    const double angle = 2 * std::numbers::pi * p / neighbours;
    Sample& s = samples[static_cast<std::size_t>(p)];
    split(-radius * std::sin(angle), s.dx, s.wx);
    split(radius * std::cos(angle), s.dy, s.wy);
  }
  const auto& grid = image.geometry;
  engine::Image out{grid, std::vector<float>(image.voxels.size(), 0.0F)};
  if (wanted.high[2] <= wanted.low[2]) return out;
  parallel(static_cast<std::size_t>(wanted.high[2] - wanted.low[2]), [&](std::size_t plane) {
    const std::int64_t k = wanted.low[2] + static_cast<std::int64_t>(plane);
    const auto voxel = [&](std::int64_t i, std::int64_t j) {
      return static_cast<double>(image.voxels[grid.index(std::clamp<std::int64_t>(i, 0, grid.size[0] - 1),
                                                         std::clamp<std::int64_t>(j, 0, grid.size[1] - 1), k)]);
    };
    std::vector<char> sign(samples.size());
    for (std::int64_t j = wanted.low[1]; j < wanted.high[1]; ++j) {
      for (std::int64_t i = wanted.low[0]; i < wanted.high[0]; ++i) {
        const double centre = voxel(i, j);
        for (std::size_t p = 0; p < samples.size(); ++p) {
          const Sample& s = samples[p];
          const std::int64_t x = i + s.dx, y = j + s.dy;
          const double above = between(voxel(x, y), voxel(x + 1, y), s.wx);
          const double below = between(voxel(x, y + 1), voxel(x + 1, y + 1), s.wx);
          sign[p] = between(above, below, s.wy) >= centre;
        }
        int ones = 0, changes = 0;
        for (std::size_t p = 0; p < sign.size(); ++p) {
          ones += sign[p];
          changes += sign[p] != sign[p == 0 ? sign.size() - 1 : p - 1];
        }
        out.voxels[grid.index(i, j, k)] = static_cast<float>(changes <= 2 ? ones : neighbours + 1);
      }
    }
  });
  return out;
}

}  // namespace rgx::filters
