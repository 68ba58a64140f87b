#include "stdlib/features/glrlm.hpp"

#include <algorithm>

#include "stdlib/features/size_matrix.hpp"

namespace rgx::features {

std::vector<SizeMatrix> run_matrices(const LevelBox& box, const engine::ParallelFor& parallel) {
  const int longest = *std::max_element(box.roi.size.begin(), box.roi.size.end());
  std::vector<SizeMatrix> out(kDirections.size(), SizeMatrix(box.highest, longest));
  parallel(out.size(), [&](std::size_t d) {
    const std::int64_t step = offset(box.roi, kDirections[d]);
    for (const std::uint32_t voxel : box.roi.voxels) {
      const std::uint16_t* at = box.grid.data() + voxel;
      const std::uint16_t level = *at;
      if (at[-step] == level) continue;  // not the start of a run
      std::uint32_t length = 1;
      for (at += step; *at == level; at += step) ++length;
      out[d].count(level, length);
    }
  });
  return out;
}

std::map<Aggregation, GlrlmValues> glrlm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                         const engine::ParallelFor&) {
  const auto asked = [&](Aggregation a) {
    return std::find(aggregations.begin(), aggregations.end(), a) != aggregations.end();
  };
  const bool volume = asked(Aggregation::average_3d) || asked(Aggregation::volume_merge_3d);
  const std::size_t directions = volume ? kDirections.size() : kPlanarDirections;
  const int longest = *std::max_element(box.roi.size.begin(), box.roi.size.end());
  const SizeMatrix empty(box.highest, longest);
  std::vector<SizeMatrix> matrix(directions, empty), in_slice(kPlanarDirections, empty);

  Mean<16> average_2d, slice_merge;
  const auto features = [](const SizeMatrix& m, double voxels) {
    return first_features<16>(size_features(m.cells(), voxels));
  };
  for (std::size_t z = 0; z + 1 < box.roi.slices.size(); ++z) {
    const std::uint32_t first = box.roi.slices[z], last = box.roi.slices[z + 1];
    if (first == last) continue;
    for (std::size_t d = 0; d < directions; ++d) {
      SizeMatrix& into = d < kPlanarDirections ? in_slice[d] : matrix[d];
      if (d < kPlanarDirections) into.clear();
      const std::int64_t step = offset(box.roi, kDirections[d]);
      for (std::uint32_t i = first; i < last; ++i) {
        const std::uint16_t* at = box.grid.data() + box.roi.voxels[i];
        const std::uint16_t level = *at;
        if (at[-step] == level) continue;  // not the start of a run
        std::uint32_t length = 1;
        for (at += step; *at == level; at += step) ++length;
        into.count(level, length);
      }
      if (d < kPlanarDirections) matrix[d].merge(in_slice[d]);
    }
    const double voxels = last - first;
    if (asked(Aggregation::average_2d)) {
      for (const SizeMatrix& m : in_slice) average_2d.add(features(m, voxels));
    }
    if (asked(Aggregation::slice_merge_2d)) {
      SizeMatrix all = in_slice.front();
      for (std::size_t d = 1; d < kPlanarDirections; ++d) all.merge(in_slice[d]);
      slice_merge.add(features(all, voxels * kPlanarDirections));
    }
  }

  const auto voxels = static_cast<double>(box.roi.count());
  const auto mean_of = [&](std::size_t count) {
    Mean<16> mean;
    for (std::size_t d = 0; d < count; ++d) mean.add(features(matrix[d], voxels));
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
