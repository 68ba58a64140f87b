#include "stdlib/features/glrlm.hpp"

#include <algorithm>

#include "stdlib/features/runs.hpp"

namespace rgx::features {

namespace {

SizeMatrix empty_matrix(const LevelBox& box) {
  return {box.highest, *std::max_element(box.roi.size.begin(), box.roi.size.end())};
}

std::vector<SizeMatrix> region_runs(const LevelBox& box, std::size_t directions, const stats::ParallelFor& parallel) {
  std::vector<SizeMatrix> out(directions, empty_matrix(box));
  const Slab all{0, box.roi.slices.size() - 1};
  parallel(directions, [&](std::size_t d) {
    RunMemory memory;
    count_runs(box, all, kDirections[d], out[d], memory);
    out[d].rest_is_single(box.voxels_of);
  });
  return out;
}

GlrlmValues features(const SizeMatrix& m, double voxels) {
  return first_features<16>(size_features(m.cells(), voxels));
}

}  // namespace

std::vector<SizeMatrix> run_matrices(const LevelBox& box, const stats::ParallelFor& parallel) {
  return region_runs(box, kDirections.size(), parallel);
}

std::map<Aggregation, GlrlmValues> glrlm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                         const stats::ParallelFor& parallel) {
  const auto asked = [&](Aggregation a) {
    return std::find(aggregations.begin(), aggregations.end(), a) != aggregations.end();
  };
  const bool by_slice = asked(Aggregation::average_2d) || asked(Aggregation::slice_merge_2d);
  const bool volume = asked(Aggregation::average_3d) || asked(Aggregation::volume_merge_3d);
  const bool whole = volume || asked(Aggregation::direction_merge_25d) || asked(Aggregation::volume_merge_25d);

  Mean<16> average_2d, slice_merge;
  if (by_slice) {
    const std::vector<Slab> slices = each_slice(box.roi);
    std::vector<std::array<GlrlmValues, kPlanarDirections + 1>> found(slices.size());
    parallel(slices.size(), [&](std::size_t s) {
      const std::vector<std::uint32_t> voxels_of = levels_of(box, slices[s]);
      const double voxels = box.roi.slices[slices[s].end] - box.roi.slices[slices[s].first];
      SizeMatrix all = empty_matrix(box), one = all;
      RunMemory memory;
      for (std::size_t d = 0; d < kPlanarDirections; ++d) {
        one.clear();
        count_runs(box, slices[s], kDirections[d], one, memory);
        one.rest_is_single(voxels_of);
        if (asked(Aggregation::average_2d)) found[s][d] = features(one, voxels);
        if (asked(Aggregation::slice_merge_2d)) all.merge(one);
      }
      if (asked(Aggregation::slice_merge_2d)) found[s][kPlanarDirections] = features(all, voxels * kPlanarDirections);
    });
    for (const auto& slice : found) {
      for (std::size_t d = 0; d < kPlanarDirections; ++d) average_2d.add(slice[d]);
      slice_merge.add(slice[kPlanarDirections]);
    }
  }

  std::vector<SizeMatrix> matrix;
  if (whole) matrix = region_runs(box, volume ? kDirections.size() : kPlanarDirections, parallel);
  const auto voxels = static_cast<double>(box.roi.count());
  std::vector<GlrlmValues> of_direction(matrix.size());
  if (asked(Aggregation::average_3d) || asked(Aggregation::direction_merge_25d))
    parallel(matrix.size(), [&](std::size_t d) { of_direction[d] = features(matrix[d], voxels); });
  const auto mean_of = [&](std::size_t count) {
    Mean<16> mean;
    for (std::size_t d = 0; d < count; ++d) mean.add(of_direction[d]);
    return mean.result(Reason::empty_region);
  };
  const auto merge_of = [&](std::size_t count) {
    SizeMatrix all = matrix.front();
    for (std::size_t d = 1; d < count; ++d) all.merge(matrix[d]);
    return features(all, voxels * static_cast<double>(count));
  };
  return put_together(aggregations, average_2d, slice_merge, Reason::empty_region, mean_of, merge_of);
}

}  // namespace rgx::features
