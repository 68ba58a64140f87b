#include "stdlib/features/neighbourhood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "stdlib/features/lanes.hpp"

namespace rgx::features {

ToneSums tone_sums(std::span<const double> count, std::span<const double> difference) {
  struct Present {
    double level, p, s;
  };
  ToneSums sums;
  for (std::size_t i = 1; i < count.size(); ++i) {
    sums.voxels += count[i];
    sums.all += difference[i];
  }
  if (sums.voxels == 0) return sums;
  std::vector<Present> present;
  for (std::size_t i = 1; i < count.size(); ++i) {
    if (count[i] > 0) present.push_back({static_cast<double>(i), count[i] / sums.voxels, difference[i]});
  }
  sums.levels = static_cast<double>(present.size());
  for (const Present& a : present) {
    sums.weighted += a.p * a.s;
    for (const Present& b : present) {
      const double d = a.level - b.level;
      sums.range += a.p * b.p * d * d;
      sums.busy += std::fabs(a.level * a.p - b.level * b.p);
      sums.complexity += std::fabs(d) * (a.p * a.s + b.p * b.s) / (a.p + b.p);
      sums.strength += (a.p + b.p) * d * d;
    }
  }
  return sums;
}

namespace {

std::array<Value, 5> tone_features(const ToneDifference& t) {
  std::array<Value, 5> out;
  const auto [voxels, levels, all, weighted, range, busy, complexity, strength] = tone_sums(t.count, t.sum);
  if (voxels == 0) {
    out.fill(Value::missing(Reason::no_pairs));
    return out;
  }
  constexpr double kCoarsest = 1e6;
  const bool flat = levels == 1;
  out[0] = Value::of(weighted > 0 ? std::min(1 / weighted, kCoarsest) : kCoarsest);
  out[1] = Value::of(flat ? 0 : range / (levels * (levels - 1)) * all / voxels);
  out[2] = flat ? Value::of(0) : busy > 0 ? Value::of(weighted / busy) : Value::missing(Reason::zero_denominator);
  out[3] = Value::of(complexity / voxels);
  out[4] = Value::of(all > 0 ? strength / all : 0);
  return out;
}

// How many voxels of each run's chunk depend on the centre: 1 for itself and 1 a neighbour whose level differs by at
// most `coarseness`. Counted by level and dependence into `into`.
void count_dependence(const LevelBox& box, const Slab& slab, std::span<const std::int64_t> steps, int coarseness,
                      SizeMatrix& into) {
  box.with_grid([&]<typename T>(const T* grid) {
    using V = lanes::Vector<T>;
    constexpr std::size_t kLanes = lanes::kLanes<T>;
    constexpr std::size_t kMost = 254;  // steps after which a lane of bytes could be full
    const T most = static_cast<T>(std::min<int>(coarseness, static_cast<T>(~T{0})));
    const V within = V{} + most;
    std::array<std::uint32_t, kLanes> dependent;
    for (const RowRun run : runs_of(box.roi, slab)) {
      for (std::size_t i = 0; i < run.length; i += kLanes) {
        const T* at = grid + run.first + i;
        const V level = lanes::load(at);
        dependent.fill(1);
        for (std::size_t first = 0; first < steps.size(); first += kMost) {
          V found{};
          const auto some = steps.subspan(first, std::min(kMost, steps.size() - first));
          if (coarseness == 0) {
            for (const std::int64_t step : some) found -= reinterpret_cast<V>(level == lanes::load(at + step));
          } else {
            for (const std::int64_t step : some) {
              const V other = lanes::load(at + step);
              const V apart = (level > other ? level : other) - (level > other ? other : level);
              found -= reinterpret_cast<V>((apart <= within) & (other != 0));
            }
          }
          for (std::size_t lane = 0; lane < kLanes; ++lane) dependent[lane] += found[lane];
        }
        const std::size_t lanes_in = std::min(kLanes, run.length - i);
        for (std::size_t lane = 0; lane < lanes_in; ++lane) into.count(at[lane], dependent[lane]);
      }
    }
  });
}

// Sums over boxes of 2 distance + 1 voxels a side (of one slice if `planar`), row by row: along z and y by adding the
// slice or row that comes in and taking away the one that goes out, along x by shifts. `Sum` must hold the sum of the
// levels of a whole box.
template <typename T, typename Sum>
class BoxSums {
 public:
  BoxSums(const Roi& roi, const T* grid, int distance, bool planar)
      : grid_(grid),
        width_(roi.size[0]),
        height_(roi.size[1]),
        depth_(roi.size[2]),
        distance_(distance),
        deep_(planar ? 0 : distance),
        level_(static_cast<std::size_t>(roi.step(2)), 0),
        voxels_(level_),
        row_level_(static_cast<std::size_t>(width_), 0),
        row_voxels_(row_level_),
        out_level_(row_level_),
        out_voxels_(row_level_) {}

  void to_slice(std::int64_t z) {
    if (z == slice_ + 1) {
      add(z + deep_, 1);
      add(slice_ - deep_, -1);
    } else {
      std::fill(level_.begin(), level_.end(), Sum{0});
      std::fill(voxels_.begin(), voxels_.end(), Sum{0});
      for (std::int64_t k = z - deep_; k <= z + deep_; ++k) add(k, 1);
    }
    slice_ = z;
  }
  // Sums of the row's voxels from `first` to before `end`, the centre among them; y and x within the margin.
  void to_row(std::int64_t y, std::int64_t first, std::int64_t end) {
    for (std::int64_t x = first - distance_; x < end + distance_; ++x) {
      Sum level = 0, voxels = 0;
      for (std::int64_t j = y - distance_; j <= y + distance_; ++j) {
        level = static_cast<Sum>(level + level_[static_cast<std::size_t>(j * width_ + x)]);
        voxels = static_cast<Sum>(voxels + voxels_[static_cast<std::size_t>(j * width_ + x)]);
      }
      row_level_[static_cast<std::size_t>(x)] = level;
      row_voxels_[static_cast<std::size_t>(x)] = voxels;
    }
    std::fill(out_level_.begin() + first, out_level_.begin() + end, Sum{0});
    std::fill(out_voxels_.begin() + first, out_voxels_.begin() + end, Sum{0});
    for (std::int64_t i = -distance_; i <= distance_; ++i) {
      for (std::int64_t x = first; x < end; ++x) {
        auto& level = out_level_[static_cast<std::size_t>(x)];
        auto& voxels = out_voxels_[static_cast<std::size_t>(x)];
        level = static_cast<Sum>(level + row_level_[static_cast<std::size_t>(x + i)]);
        voxels = static_cast<Sum>(voxels + row_voxels_[static_cast<std::size_t>(x + i)]);
      }
    }
  }
  const Sum* level() const { return out_level_.data(); }
  const Sum* voxels() const { return out_voxels_.data(); }

 private:
  void add(std::int64_t z, int sign) {
    if (z < 0 || z >= depth_) return;
    const T* from = grid_ + z * width_ * height_;
    const auto times = static_cast<Sum>(sign);  // -1 wraps around, and back again
    for (std::size_t i = 0; i < level_.size(); ++i) {
      level_[i] = static_cast<Sum>(level_[i] + static_cast<Sum>(times * from[i]));
      voxels_[i] = static_cast<Sum>(voxels_[i] + (from[i] != 0 ? times : Sum{0}));
    }
  }

  const T* grid_;
  std::int64_t width_, height_, depth_, distance_, deep_, slice_ = -2;
  std::vector<Sum> level_, voxels_;  // of the slice, summed along z
  std::vector<Sum> row_level_, row_voxels_, out_level_, out_voxels_;
};

// Differences of the slab's voxels from the mean of their neighbours, summed slice by slice into slice(z): so that the
// order of the sums is one and the same however slices are shared out.
template <typename T, typename Sum, typename SliceOf>
void sum_differences(const LevelBox& box, const T* grid, const Slab& slab, int distance, bool planar,
                     const SliceOf& slice_of) {
  const Roi& roi = box.roi;
  const auto width = static_cast<std::int64_t>(roi.size[0]), plane = roi.step(2);
  BoxSums<T, Sum> sums(roi, grid, distance, planar);
  std::vector<double> apart(static_cast<std::size_t>(width));
  std::vector<double> even(static_cast<std::size_t>(box.highest) + 1), odd(even.size());
  for (std::size_t z = slab.first; z < slab.end; ++z) {
    if (roi.slices[z] == roi.slices[z + 1]) continue;
    sums.to_slice(static_cast<std::int64_t>(z));
    std::fill(even.begin(), even.end(), 0.0);
    std::fill(odd.begin(), odd.end(), 0.0);
    ToneDifference& into = slice_of(z);
    for (const RowRun run : runs_of(roi, {z, z + 1})) {
      const std::int64_t in_slice = run.first - static_cast<std::int64_t>(z) * plane;
      const std::int64_t y = in_slice / width, x = in_slice % width;
      sums.to_row(y, x, x + run.length);
      const Sum *level = sums.level() + x, *voxels = sums.voxels() + x;
      const T* at = grid + run.first;
      std::uint32_t alone = 0;
      for (std::uint32_t i = 0; i < run.length; ++i) {
        const auto neighbours = static_cast<std::int32_t>(voxels[i]) - 1;
        const double mean = static_cast<double>(static_cast<std::int32_t>(level[i]) - at[i]) / neighbours;
        const double d = std::fabs(at[i] - mean);
        apart[i] = neighbours > 0 ? d : 0;
        alone += neighbours == 0;
      }
      std::uint32_t i = 0;
      for (; i + 1 < run.length; i += 2) {
        even[at[i]] += apart[i];
        odd[at[i + 1]] += apart[i + 1];
      }
      if (i < run.length) even[at[i]] += apart[i];
      for (i = 0; i < run.length && alone > 0; ++i) into.count[at[i]] -= voxels[i] == 1;
    }
    const std::vector<std::uint32_t> voxels_of = levels_of(box, {z, z + 1});
    for (std::size_t i = 0; i < even.size(); ++i) {
      into.count[i] += voxels_of[i];
      into.sum[i] += even[i] + odd[i];
    }
  }
}

// The same with weighted means, voxel by voxel: seldom asked.
template <typename SliceOf>
void sum_weighted_differences(const LevelBox& box, const Slab& slab, int distance, bool planar, Weighting weighting,
                              const SliceOf& slice_of) {
  const std::vector<std::int64_t> steps = neighbourhood(box.roi, distance, planar);
  std::vector<double> weights;
  const int deep = planar ? 0 : distance;
  for (int z = -deep; z <= deep; ++z) {
    for (int y = -distance; y <= distance; ++y) {
      for (int x = -distance; x <= distance; ++x) {
        if (x != 0 || y != 0 || z != 0) weights.push_back(weight(weighting, {x, y, z}));
      }
    }
  }
  box.with_grid([&](const auto* grid) {
    for (std::size_t z = slab.first; z < slab.end; ++z) {
      if (box.roi.slices[z] == box.roi.slices[z + 1]) continue;
      ToneDifference& into = slice_of(z);
      for (std::uint32_t v = box.roi.slices[z]; v < box.roi.slices[z + 1]; ++v) {
        const auto* at = grid + box.roi.voxels[v];
        double sum = 0, all = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) {
          if (at[steps[i]] == 0) continue;
          sum += weights[i] * at[steps[i]];
          all += weights[i];
        }
        if (all == 0) continue;
        into.count[*at] += 1;
        into.sum[*at] += std::fabs(*at - sum / all);
      }
    }
  });
}

// One a slice of the list, in its order.
std::vector<ToneDifference> differences_by_slice(const LevelBox& box, int distance, bool planar,
                                                 const stats::ParallelFor& parallel, Weighting weighting) {
  std::vector<std::size_t> place(box.roi.slices.size(), 0);
  std::size_t count = 0;
  for (const Slab& slice : each_slice(box.roi)) place[slice.first] = count++;
  std::vector<ToneDifference> out(count, ToneDifference(box.highest));
  const auto slice_of = [&](std::size_t z) -> ToneDifference& { return out[place[z]]; };
  // Each slab begins with the sums of a whole box: no use in thin ones.
  const std::vector<Slab> parts = slabs(box.roi, planar ? 64 : std::clamp<std::size_t>(count / 8, 1, 16));
  const double side = 2.0 * distance + 1, largest = side * side * (planar ? 1 : side) * box.highest;
  parallel(parts.size(), [&](std::size_t p) {
    if (weighting != Weighting::none) {
      sum_weighted_differences(box, parts[p], distance, planar, weighting, slice_of);
      return;
    }
    box.with_grid([&]<typename T>(const T* grid) {
      if (largest <= std::numeric_limits<std::uint16_t>::max()) {
        sum_differences<T, std::uint16_t>(box, grid, parts[p], distance, planar, slice_of);
      } else {
        sum_differences<T, std::uint32_t>(box, grid, parts[p], distance, planar, slice_of);
      }
    });
  });
  return out;
}

ToneDifference sum_of(const std::vector<ToneDifference>& slices, int highest) {
  ToneDifference out(highest);
  for (const ToneDifference& slice : slices) {
    for (std::size_t i = 0; i < out.count.size(); ++i) {
      out.count[i] += slice.count[i];
      out.sum[i] += slice.sum[i];
    }
  }
  return out;
}

}  // namespace

ToneDifference tone_differences(const LevelBox& box, int distance, const stats::ParallelFor& parallel,
                                Weighting weighting) {
  return sum_of(differences_by_slice(box, distance, false, parallel, weighting), box.highest);
}

std::map<Aggregation, std::array<Value, 5>> ngtdm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                  int distance, const stats::ParallelFor& parallel,
                                                  Weighting weighting) {
  std::map<Aggregation, std::array<Value, 5>> out;
  std::vector<ToneDifference> planar;  // for both of its aggregations
  for (const Aggregation aggregation : aggregations) {
    if (aggregation == Aggregation::volume_3d) {
      out[aggregation] = tone_features(tone_differences(box, distance, parallel, weighting));
      continue;
    }
    if (planar.empty()) planar = differences_by_slice(box, distance, true, parallel, weighting);
    if (aggregation == Aggregation::slices_2d) {
      Mean<5> mean;
      for (const ToneDifference& slice : planar) mean.add(tone_features(slice));
      out[aggregation] = mean.result(Reason::no_pairs);
    } else {
      out[aggregation] = tone_features(sum_of(planar, box.highest));
    }
  }
  return out;
}

namespace {

SizeMatrix region_dependence(const LevelBox& box, int distance, bool planar, int coarseness,
                             const stats::ParallelFor& parallel) {
  const auto steps = neighbourhood(box.roi, distance, planar);
  const std::vector<Slab> parts = slabs(box.roi, 8);
  const SizeMatrix empty(box.highest, static_cast<int>(steps.size()) + 1);
  if (parts.empty()) return empty;
  std::vector<SizeMatrix> found(parts.size(), empty);
  parallel(parts.size(), [&](std::size_t p) { count_dependence(box, parts[p], steps, coarseness, found[p]); });
  for (std::size_t p = 1; p < found.size(); ++p) found.front().merge(found[p]);
  return std::move(found.front());
}

}  // namespace

SizeMatrix dependence_matrix(const LevelBox& box, int distance, int coarseness, const stats::ParallelFor& parallel) {
  return region_dependence(box, distance, false, coarseness, parallel);
}

std::map<Aggregation, std::array<Value, 17>> ngldm(const LevelBox& box, std::span<const Aggregation> aggregations,
                                                   int distance, int coarseness, const stats::ParallelFor& parallel) {
  std::map<Aggregation, std::array<Value, 17>> out;
  for (const Aggregation aggregation : aggregations) {
    if (aggregation != Aggregation::slices_2d) {
      const bool planar = aggregation != Aggregation::volume_3d;
      out[aggregation] = size_features(region_dependence(box, distance, planar, coarseness, parallel).cells(),
                                       static_cast<double>(box.roi.count()));
      continue;
    }
    const auto steps = neighbourhood(box.roi, distance, true);
    const std::vector<Slab> slices = each_slice(box.roi);
    std::vector<std::array<Value, 17>> found(slices.size());
    parallel(slices.size(), [&](std::size_t s) {
      SizeMatrix matrix(box.highest, static_cast<int>(steps.size()) + 1);
      count_dependence(box, slices[s], steps, coarseness, matrix);
      found[s] = size_features(matrix.cells(), box.roi.slices[slices[s].end] - box.roi.slices[slices[s].first]);
    });
    Mean<17> mean;
    for (const auto& slice : found) mean.add(slice);
    out[aggregation] = mean.result(Reason::empty_region);
  }
  return out;
}

}  // namespace rgx::features
