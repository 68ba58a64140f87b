#pragma once
// What the texture families share: the region's grey levels on its box, the neighbour offsets, and averages over
// slices and directions.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stdlib/features/discretise.hpp"
#include "stdlib/features/roi.hpp"
#include "stdlib/features/value.hpp"

namespace rgx::features {

// Grey levels laid into the region's box, 0 outside. The box's border must be as wide as the largest distance asked.
struct LevelBox {
  LevelBox(const Roi& region, const Levels& levels)
      : roi(region), level(levels.level), grid(lay_out(region, levels.level)), highest(levels.highest) {}
  const Roi& roi;
  std::span<const std::uint16_t> level;  // one a voxel of the region
  std::vector<std::uint16_t> grid;
  int highest;  // N_g
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

// Mean of each feature over the matrices that have it; a feature that no matrix has keeps the first reason.
template <std::size_t N>
class Mean {
 public:
  void add(const std::array<Value, N>& values) {
    for (std::size_t i = 0; i < N; ++i) {
      if (values[i].present()) {
        sum_[i] += values[i].value;
        ++count_[i];
      } else if (reason_[i] == Reason::none) {
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

}  // namespace rgx::features
