#pragma once
// What the texture families share: the region's grey levels on its box, the neighbour offsets, and averages over
// slices and directions.
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "stats/base/parallel.hpp"
#include "stdlib/features/discretise.hpp"
#include "stdlib/features/feature_table.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// Grey levels laid into the region's box, 0 outside. The box's border must be as wide as the largest distance asked.
class LevelBox {
 public:
  LevelBox(const Roi& region, const Levels& levels, const stats::ParallelFor& parallel = stats::serial_for);

  const Roi& roi;
  int highest;                           // N_g
  std::vector<std::uint32_t> voxels_of;  // by level, 0 to N_g

  // Calls visit(grid), a `const std::uint8_t*` if all levels fit a byte, else a `const std::uint16_t*`: one level a
  // voxel of the box. 64 elements before the first and behind the last may be read (0).
  template <typename Visit>
  decltype(auto) with_grid(Visit visit) const {
    return highest <= kByteLevels ? visit(narrow_.data() + kAround) : visit(wide_.data() + kAround);
  }
  std::uint16_t at(std::size_t place) const {
    return highest <= kByteLevels ? narrow_[place + kAround] : wide_[place + kAround];
  }

  static constexpr int kByteLevels = 255;

 private:
  static constexpr std::size_t kAround = 64;
  template <typename T>
  std::vector<T> lay_out(const Levels& levels, const stats::ParallelFor& parallel);

  std::vector<std::uint8_t> narrow_;
  std::vector<std::uint16_t> wide_;
};

// One of each pair of opposite directions; the four within a slice come first.
inline constexpr std::array<std::array<int, 3>, 13> kDirections{{{1, 0, 0},
                                                                 {0, 1, 0},
                                                                 {1, 1, 0},
                                                                 {1, -1, 0},
                                                                 {-1, -1, 1},
                                                                 {0, -1, 1},
                                                                 {1, -1, 1},
                                                                 {-1, 0, 1},
                                                                 {0, 0, 1},
                                                                 {1, 0, 1},
                                                                 {-1, 1, 1},
                                                                 {0, 1, 1},
                                                                 {1, 1, 1}}};
inline constexpr std::size_t kPlanarDirections = 4;

// The step in the box of a direction times a distance.
std::int64_t offset(const Roi& roi, const std::array<int, 3>& direction, int distance = 1);
// All steps within a Chebyshev distance, the centre left out; of one slice if `planar`.
std::vector<std::int64_t> neighbourhood(const Roi& roi, int distance, bool planar);

// The runs of the region's voxels in slices [slab.first, slab.end).
inline std::span<const RowRun> runs_of(const Roi& roi, const Slab& slab) {
  return std::span(roi.runs).subspan(roi.slice_runs[slab.first], roi.slice_runs[slab.end] - roi.slice_runs[slab.first]);
}

// The slices that hold voxels, one by one.
std::vector<Slab> each_slice(const Roi& roi);

// Voxels of the slab's slices by level, 0 to N_g.
std::vector<std::uint32_t> levels_of(const LevelBox& box, const Slab& slab);

// Weight 1 / |m| of a direction vector m by its length in voxels (IBSI 6CK8). Not a default of any family, and the
// manual advises against it for want of reproducibility. PyRadiomics' weightingNorm, exp(-|m|^2) of a length in mm, is
// something else.
enum class Weighting : std::uint8_t { none, manhattan, euclidean, chebyshev };
double weight(Weighting weighting, const std::array<int, 3>& direction, int distance = 1);

// Mean of each feature over the matrices that have it; a feature that no matrix has keeps the reason that
// stands first in `Reason`, whatever the order of slices and directions.
template <std::size_t N>
class Mean {
 public:
  void add(const std::array<Value, N>& values) {
    for (std::size_t i = 0; i < N; ++i) {
      if (values[i].present()) {
        sum_[i] += values[i].value;
        ++count_[i];
      } else if (reason_[i] == Reason::none || values[i].reason < reason_[i]) {
        reason_[i] = values[i].reason;
      }
    }
  }
  // `nothing`: the reason where no matrix was added at all.
  std::array<Value, N> result(Reason nothing) const {
    std::array<Value, N> out;
    for (std::size_t i = 0; i < N; ++i) {
      out[i] = count_[i] > 0 ? Value::of(sum_[i] / count_[i])
                             : Value::missing(reason_[i] == Reason::none ? nothing : reason_[i]);
    }
    return out;
  }

 private:
  std::array<double, N> sum_{};
  std::array<int, N> count_{};
  std::array<Reason, N> reason_{};
};

// The aggregations asked of a family of directional matrices. average_2d and slice_merge were gathered slice by slice;
// mean_of(n) and merge_of(n) take the first n directions of the matrices of the whole region.
template <std::size_t N, class MeanOf, class MergeOf>
std::map<Aggregation, std::array<Value, N>> put_together(std::span<const Aggregation> aggregations,
                                                         const Mean<N>& average_2d, const Mean<N>& slice_merge,
                                                         Reason nothing, const MeanOf& mean_of,
                                                         const MergeOf& merge_of) {
  std::map<Aggregation, std::array<Value, N>> out;
  for (const Aggregation a : aggregations) {
    switch (a) {
      case Aggregation::average_2d:
        out[a] = average_2d.result(nothing);
        break;
      case Aggregation::slice_merge_2d:
        out[a] = slice_merge.result(nothing);
        break;
      case Aggregation::direction_merge_25d:
        out[a] = mean_of(kPlanarDirections);
        break;
      case Aggregation::volume_merge_25d:
        out[a] = merge_of(kPlanarDirections);
        break;
      case Aggregation::average_3d:
        out[a] = mean_of(kDirections.size());
        break;
      default:
        out[a] = merge_of(kDirections.size());
        break;
    }
  }
  return out;
}

}  // namespace rgx::features
