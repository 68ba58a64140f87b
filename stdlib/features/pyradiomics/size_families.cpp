#include "stdlib/features/pyradiomics/size_families.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "stdlib/features/glrlm.hpp"
#include "stdlib/features/neighbourhood.hpp"
#include "stdlib/features/pyradiomics/neighbours.hpp"
#include "stdlib/features/zones.hpp"

namespace rgx::features::pyradiomics {

namespace {

// Places in IBSI's common order (size_matrix.hpp).
enum Ibsi : std::size_t {
  small,
  large,
  low_level,
  high_level,
  small_low,
  small_high,
  large_low,
  large_high,
  level_non_uniformity,
  normalised_level_non_uniformity,
  size_non_uniformity,
  normalised_size_non_uniformity,
  percentage,
  level_variance,
  size_variance,
  entropy
};

template <std::size_t N, std::size_t M>
std::array<Value, N> pick(const std::array<Value, M>& ibsi, const std::array<Ibsi, N>& order) {
  std::array<Value, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = ibsi[order[i]];
  return out;
}

template <std::size_t N>
std::array<Value, N> single_voxel() {
  std::array<Value, N> out;
  out.fill(Value::missing(Reason::single_voxel));
  return out;
}

}  // namespace

std::array<Value, 16> glrlm_from_ibsi(const std::array<Value, 16>& ibsi) {
  return pick<16>(ibsi, {level_non_uniformity, normalised_level_non_uniformity, level_variance, high_level, large,
                         large_high, large_low, low_level, entropy, size_non_uniformity, normalised_size_non_uniformity,
                         percentage, size_variance, small, small_high, small_low});
}

std::array<Value, 16> glszm_from_ibsi(const std::array<Value, 16>& ibsi) {
  return pick<16>(ibsi, {level_non_uniformity, normalised_level_non_uniformity, level_variance, high_level, large,
                         large_high, large_low, low_level, size_non_uniformity, normalised_size_non_uniformity, small,
                         small_high, small_low, entropy, percentage, size_variance});
}

std::array<Value, 14> gldm_from_ibsi(const std::array<Value, 17>& ibsi) {
  return pick<14>(ibsi,
                  {entropy, size_non_uniformity, normalised_size_non_uniformity, size_variance, level_non_uniformity,
                   level_variance, high_level, large, large_high, large_low, low_level, small, small_high, small_low});
}

bool has_line_of_two(const Roi& region, const std::array<int, 3>& direction) {
  // Mostly two neighbours lie on a line, and are found at once.
  const std::int64_t step = offset(region, direction);
  for (const std::uint32_t voxel : region.voxels) {
    if (region.inside[static_cast<std::size_t>(voxel + step)] != 0) return true;
  }
  // Else a line is known by where it would meet the plane through the origin across its first moving axis.
  std::size_t axis = 0;
  while (direction[axis] == 0) ++axis;
  std::set<std::array<int, 3>> lines;
  for (const std::uint32_t voxel : region.voxels) {
    auto p = region.position(voxel);
    const int steps = p[axis] * direction[axis];
    for (std::size_t a = 0; a < 3; ++a) p[a] -= steps * direction[a];
    if (!lines.insert(p).second) return true;
  }
  return false;
}

std::array<Value, 16> glrlm(const Roi& region, std::span<const SizeMatrix> runs) {
  Mean<16> mean;
  for (std::size_t d = 0; d < runs.size(); ++d) {
    if (!has_line_of_two(region, kDirections[d])) continue;
    mean.add(first_features<16>(size_features(runs[d].cells(), static_cast<double>(region.count()))));
  }
  return glrlm_from_ibsi(mean.result(Reason::no_pairs));
}

std::array<Value, 16> glszm(const Roi& region, const std::vector<SizeCell>& zones) {
  return glszm_from_ibsi(first_features<16>(size_features(zones, static_cast<double>(region.count()))));
}

std::array<Value, 14> gldm(const Roi& region, const SizeMatrix& dependences) {
  return gldm_from_ibsi(size_features(dependences.cells(), static_cast<double>(region.count())));
}

std::array<Value, 16> glrlm(const LevelBox& box, const stats::ParallelFor& parallel) {
  if (box.roi.count() == 1) return single_voxel<16>();
  return glrlm(box.roi, run_matrices(box, parallel));
}

std::array<Value, 16> glszm(const LevelBox& box, const stats::ParallelFor& parallel) {
  if (box.roi.count() == 1) return single_voxel<16>();
  return glszm(box.roi, size_zones(box, parallel));
}

std::array<Value, 14> gldm(const LevelBox& box, int alpha, std::span<const int> distances,
                           const stats::ParallelFor& parallel) {
  if (box.roi.count() == 1) return single_voxel<14>();
  if (nearest_only(distances)) return gldm(box.roi, dependence_matrix(box, 1, alpha, parallel));
  const auto steps = neighbours(box.roi, distances);
  SizeMatrix matrix(box.highest, static_cast<int>(steps.size()) + 1);
  box.with_grid([&](const auto* grid) {
    for (const std::uint32_t voxel : box.roi.voxels) {
      const auto* at = grid + voxel;
      std::uint32_t dependent = 1;  // the centre depends on itself
      for (const std::int64_t step : steps) dependent += (at[step] != 0) & (std::abs(at[step] - *at) <= alpha);
      matrix.count(*at, dependent);
    }
  });
  return gldm(box.roi, matrix);
}

}  // namespace rgx::features::pyradiomics
