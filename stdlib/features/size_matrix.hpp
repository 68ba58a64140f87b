#pragma once
// The features that GLRLM, GLSZM, GLDZM and NGLDM have in common: a matrix counts things (runs, zones, neighbourhoods)
// by grey level i and a size j (length, voxels, distance, dependence).
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stdlib/features/value.hpp"

namespace rgx::features {

struct SizeCell {
  std::uint32_t level = 0, size = 0;
  std::uint64_t count = 0;
};

// Counts by level and size: in place for as many as kDense cells, else (many levels, far neighbours) as a list of the
// cells found.
class SizeMatrix {
 public:
  static constexpr std::size_t kDense = std::size_t{1} << 20;

  // Levels 0 to `levels`, sizes 0 to `largest`.
  SizeMatrix(int levels, int largest)
      : levels_(static_cast<std::size_t>(levels)), width_(static_cast<std::size_t>(largest) + 1) {
    if ((levels_ + 1) * width_ <= kDense) dense_.resize((levels_ + 1) * width_, 0);
  }
  void count(std::uint32_t level, std::uint32_t size) {
    if (!dense_.empty()) {
      ++dense_[level * width_ + size];
    } else {
      add(level, size, 1);
    }
  }
  // The cells in place, size fastest, `width` to a level; null if they are listed.
  std::uint32_t* dense() { return dense_.empty() ? nullptr : dense_.data(); }
  std::size_t width() const { return width_; }
  // Of one level; `times` may be 0.
  void count(std::uint32_t level, std::uint32_t size, std::uint32_t times) {
    if (!dense_.empty()) {
      dense_[level * width_ + size] += times;
    } else if (times != 0) {
      add(level, size, times);
    }
  }
  void merge(const SizeMatrix& other);
  void clear();
  // What a level's voxels are that no counted size holds: that many of size 1. `voxels_of`: by level, 0 to `levels`.
  void rest_is_single(std::span<const std::uint32_t> voxels_of);
  // By level, then size; none of count 0.
  std::vector<SizeCell> cells() const;

 private:
  void add(std::uint32_t level, std::uint32_t size, std::uint32_t times);

  std::size_t levels_, width_;
  std::vector<std::uint32_t> dense_;
  std::vector<SizeCell> sparse_;   // not in order
  std::size_t fold_at_ = 1 << 16;  // length at which equal cells are put together
};

// Equal cells put together; ordered by level, then size.
std::vector<SizeCell> collect(std::vector<SizeCell> cells);

// The 16 features in the common order (small, large, low, high emphasis, their four products, non-uniformity of level
// and size with their normalised forms, percentage, variance of level and of size, entropy), then the energy (17th,
// NGLDM only). `voxels`: what the percentage divides by, summed over merged matrices. `none_found` if there is no cell.
std::array<Value, 17> size_features(const std::vector<SizeCell>& cells, double voxels,
                                    Reason none_found = Reason::empty_region);

template <std::size_t N>
std::array<Value, N> first_features(const std::array<Value, 17>& all) {
  std::array<Value, N> out;
  for (std::size_t i = 0; i < N; ++i) out[i] = all[i];
  return out;
}

}  // namespace rgx::features
