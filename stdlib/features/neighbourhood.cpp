#include "stdlib/features/neighbourhood.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "stdlib/features/size_matrix.hpp"

namespace rgx::features {

namespace {

std::array<Value, 5> tone_features(const ToneDifference& t) {
  struct Present {
    double level, p, s;
  };
  double voxels = 0, all = 0;
  for (const double n : t.count) voxels += n;
  std::array<Value, 5> out;
  if (voxels == 0) {
    out.fill(Value::missing(Reason::no_pairs));
    return out;
  }
  std::vector<Present> present;
  for (std::size_t i = 1; i < t.count.size(); ++i) {
    if (t.count[i] > 0) present.push_back({static_cast<double>(i), t.count[i] / voxels, t.sum[i]});
    all += t.sum[i];
  }
  double weighted = 0, range = 0, busy = 0, complexity = 0, strength = 0;
  for (const Present& a : present) {
    weighted += a.p * a.s;
    for (const Present& b : present) {
      const double d = a.level - b.level;
      range += a.p * b.p * d * d;
      busy += std::fabs(a.level * a.p - b.level * b.p);
      complexity += std::fabs(d) * (a.p * a.s + b.p * b.s) / (a.p + b.p);
      strength += (a.p + b.p) * d * d;
    }
  }
  constexpr double kCoarsest = 1e6;
  const auto levels = static_cast<double>(present.size());
  const bool flat = present.size() == 1;
  out[0] = Value::of(weighted > 0 ? std::min(1 / weighted, kCoarsest) : kCoarsest);
  out[1] = Value::of(flat ? 0 : range / (levels * (levels - 1)) * all / voxels);
  out[2] = flat ? Value::of(0) : busy > 0 ? Value::of(weighted / busy) : Value::missing(Reason::zero_denominator);
  out[3] = Value::of(complexity / voxels);
  out[4] = Value::of(all > 0 ? strength / all : 0);
  return out;
}

// Calls visit(slice's first voxel, end) for each slice, or once for the whole region.
template <typename Visit>
void each_part(const Roi& roi, bool planar, Visit visit) {
  if (!planar) {
    visit(0u, static_cast<std::uint32_t>(roi.count()));
    return;
  }
  for (std::size_t z = 0; z + 1 < roi.slices.size(); ++z) {
    if (roi.slices[z] != roi.slices[z + 1]) visit(roi.slices[z], roi.slices[z + 1]);
  }
}

}  // namespace

std::map<Aggregation, std::array<Value, 5>> ngtdm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                  int distance, const engine::ParallelFor&) {
  std::map<Aggregation, std::array<Value, 5>> out;
  for (const Aggregation aggregation : aggregations) {
    const bool planar = aggregation != Aggregation::volume_3d;
    const auto steps = neighbourhood(box.roi, distance, planar);
    Mean<5> mean;
    ToneDifference merged(box.highest);
    each_part(box.roi, planar, [&](std::uint32_t first, std::uint32_t last) {
      ToneDifference slice(box.highest);
      ToneDifference& into = aggregation == Aggregation::slices_2d ? slice : merged;
      for (std::uint32_t i = first; i < last; ++i) {
        const std::uint16_t* at = box.grid.data() + box.roi.voxels[i];
        int sum = 0, neighbours = 0;
        for (const std::int64_t step : steps) {
          sum += at[step];
          neighbours += at[step] != 0;
        }
        if (neighbours == 0) continue;
        into.count[*at] += 1;
        into.sum[*at] += std::fabs(*at - static_cast<double>(sum) / neighbours);
      }
      if (aggregation == Aggregation::slices_2d) mean.add(tone_features(slice));
    });
    out[aggregation] = aggregation == Aggregation::slices_2d ? mean.result(Reason::no_pairs) : tone_features(merged);
  }
  return out;
}

std::map<Aggregation, std::array<Value, 17>> ngldm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                   int distance, int coarseness, const engine::ParallelFor&) {
  std::map<Aggregation, std::array<Value, 17>> out;
  for (const Aggregation aggregation : aggregations) {
    const bool planar = aggregation != Aggregation::volume_3d;
    const auto steps = neighbourhood(box.roi, distance, planar);
    const SizeMatrix empty(box.highest, static_cast<int>(steps.size()) + 1);
    Mean<17> mean;
    SizeMatrix merged = empty, slice = empty;
    each_part(box.roi, planar, [&](std::uint32_t first, std::uint32_t last) {
      slice.clear();
      SizeMatrix& into = aggregation == Aggregation::slices_2d ? slice : merged;
      for (std::uint32_t i = first; i < last; ++i) {
        const std::uint16_t* at = box.grid.data() + box.roi.voxels[i];
        std::uint32_t dependent = 1;  // the centre depends on itself
        for (const std::int64_t step : steps) {
          dependent += (at[step] != 0) & (std::abs(at[step] - *at) <= coarseness);
        }
        into.count(*at, dependent);
      }
      if (aggregation == Aggregation::slices_2d) mean.add(size_features(slice.cells(), last - first));
    });
    out[aggregation] = aggregation == Aggregation::slices_2d
                           ? mean.result(Reason::empty_region)
                           : size_features(merged.cells(), static_cast<double>(box.roi.count()));
  }
  return out;
}

ToneDifference tone_differences(const LevelBox& box, int distance, const engine::ParallelFor&) {
  const auto steps = neighbourhood(box.roi, distance, false);
  ToneDifference out(box.highest);
  for (const std::uint32_t voxel : box.roi.voxels) {
    const std::uint16_t* at = box.grid.data() + voxel;
    int sum = 0, neighbours = 0;
    for (const std::int64_t step : steps) {
      sum += at[step];
      neighbours += at[step] != 0;
    }
    if (neighbours == 0) continue;
    out.count[*at] += 1;
    out.sum[*at] += std::fabs(*at - static_cast<double>(sum) / neighbours);
  }
  return out;
}

SizeMatrix dependence_matrix(const LevelBox& box, int distance, int coarseness, const engine::ParallelFor&) {
  const auto steps = neighbourhood(box.roi, distance, false);
  SizeMatrix out(box.highest, static_cast<int>(steps.size()) + 1);
  for (const std::uint32_t voxel : box.roi.voxels) {
    const std::uint16_t* at = box.grid.data() + voxel;
    std::uint32_t dependent = 1;
    for (const std::int64_t step : steps) {
      dependent += (at[step] != 0) & (std::abs(at[step] - *at) <= coarseness);
    }
    out.count(*at, dependent);
  }
  return out;
}

}  // namespace rgx::features
