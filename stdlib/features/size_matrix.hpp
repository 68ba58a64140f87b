#pragma once
// The features that GLRLM, GLSZM, GLDZM and NGLDM have in common: a matrix counts things (runs, zones, neighbourhoods)
// by grey level i and a size j (length, voxels, distance, dependence).
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "stdlib/features/value.hpp"

namespace rgx::features {

struct SizeCell {
  std::uint32_t level = 0, size = 0;
  std::uint64_t count = 0;
};

// Counts by level and size. Sizes may be few and dense (run lengths) or many and far apart (zone sizes).
class SizeMatrix {
 public:
  // For sizes up to `largest`, counted in place.
  SizeMatrix(int levels, int largest) : largest_(static_cast<std::size_t>(largest)) {
    dense_.resize((static_cast<std::size_t>(levels) + 1) * (largest_ + 1), 0);
  }
  void count(std::uint32_t level, std::uint32_t size) { ++dense_[level * (largest_ + 1) + size]; }
  void merge(const SizeMatrix& other) {
    for (std::size_t i = 0; i < dense_.size(); ++i) dense_[i] += other.dense_[i];
  }
  void clear() { std::fill(dense_.begin(), dense_.end(), 0); }
  std::vector<SizeCell> cells() const;

 private:
  std::size_t largest_;
  std::vector<std::uint32_t> dense_;
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
