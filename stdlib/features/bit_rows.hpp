#pragma once
// A region's box with one bit a voxel: what geometry alone needs, an eighth of the bytes, and 64 voxels an operation.
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "stdlib/features/roi.hpp"

namespace rgx::features {

struct BitRows {
  std::array<int, 3> size{0, 0, 0};  // of the box, in voxels
  int words = 0;                     // 64-bit words a row of voxels along x; bits beyond the row are 0
  std::vector<std::uint64_t> bits;   // voxel x of a row is bit x % 64 of its word x / 64

  const std::uint64_t* row(int y, int z) const {
    return bits.data() +
           static_cast<std::size_t>(words) *
               (static_cast<std::size_t>(y) + static_cast<std::size_t>(size[1]) * static_cast<std::size_t>(z));
  }
};

BitRows pack(const Roi& roi);

// The first and the last bit set of a row of `words` words; first > last if there is none.
struct Extent {
  int first = 1, last = 0;
  bool empty() const { return first > last; }
};

// `word(i)`: the i-th word, so that rows can be combined on the way.
template <typename Word>
Extent extent(int words, Word word) {
  int low = 0;
  while (low < words && word(low) == 0) ++low;
  if (low == words) return {};
  int high = words - 1;
  while (word(high) == 0) --high;
  return {64 * low + std::countr_zero(word(low)), 64 * high + 63 - std::countl_zero(word(high))};
}

// Calls body(first, last) for each run of set bits of a row, from left to right.
template <typename Body>
void for_runs(const std::uint64_t* row, int words, Body body) {
  int begin = -1;  // of a run that reached the end of its word
  for (int i = 0; i < words; ++i) {
    std::uint64_t w = row[i];
    if (begin >= 0) {
      if (w == ~std::uint64_t{0}) continue;
      const int length = std::countr_one(w);
      body(begin, 64 * i + length - 1);
      begin = -1;
      w &= w + 1;  // without the trailing ones
    }
    while (w != 0) {
      const int first = std::countr_zero(w);
      const int length = std::countr_one(w >> first);
      if (first + length == 64) {
        begin = 64 * i + first;
        break;
      }
      body(64 * i + first, 64 * i + first + length - 1);
      w &= ~std::uint64_t{0} << (first + length);
    }
  }
  if (begin >= 0) body(begin, 64 * words - 1);
}

}  // namespace rgx::features
