#include "stdlib/features/glrlm.hpp"

#include <algorithm>
#include <utility>

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

// Of the sum of matrices of `voxels` voxels each.
GlrlmValues merged_features(std::span<const SizeMatrix> matrices, double voxels, Weighting weighting) {
  if (weighting == Weighting::none) {
    SizeMatrix all = matrices.front();
    for (const SizeMatrix& m : matrices.subspan(1)) all.merge(m);
    return features(all, voxels * static_cast<double>(matrices.size()));
  }
  std::vector<WeightedCell> cells;
  double weighted_voxels = 0;
  for (std::size_t d = 0; d < matrices.size(); ++d) {
    const double w = weight(weighting, kDirections[d]);
    for (const SizeCell& c : matrices[d].cells()) cells.push_back({c.level, c.size, w * static_cast<double>(c.count)});
    weighted_voxels += w * voxels;
  }
  return first_features<16>(size_features(collect(std::move(cells)), weighted_voxels));
}

}  // namespace

std::vector<SizeMatrix> run_matrices(const LevelBox& box, const stats::ParallelFor& parallel) {
  return region_runs(box, kDirections.size(), parallel);
}

std::map<Aggregation, GlrlmValues> glrlm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                         const stats::ParallelFor& parallel, Weighting weighting) {
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
      std::vector<SizeMatrix> of_slice(kPlanarDirections, empty_matrix(box));
      RunMemory memory;
      for (std::size_t d = 0; d < kPlanarDirections; ++d) {
        count_runs(box, slices[s], kDirections[d], of_slice[d], memory);
        of_slice[d].rest_is_single(voxels_of);
        if (asked(Aggregation::average_2d)) found[s][d] = features(of_slice[d], voxels);
      }
      if (asked(Aggregation::slice_merge_2d))
        found[s][kPlanarDirections] = merged_features(of_slice, voxels, weighting);
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
    return merged_features(std::span(matrix).first(count), voxels, weighting);
  };
  return put_together(aggregations, average_2d, slice_merge, Reason::empty_region, mean_of, merge_of);
}

}  // namespace rgx::features
