#include "stdlib/features/bit_rows.hpp"

#include <algorithm>
#include <cstring>

namespace rgx::features {

BitRows pack(const Roi& roi) {
  BitRows out;
  out.size = roi.size;
  out.words = (roi.size[0] + 63) / 64;
  const auto rows = static_cast<std::size_t>(roi.size[1]) * static_cast<std::size_t>(roi.size[2]);
  out.bits.assign(rows * static_cast<std::size_t>(out.words), 0);
  const std::uint8_t* in = roi.inside.data();
  std::uint64_t* word = out.bits.data();
  for (std::size_t r = 0; r < rows; ++r, in += roi.size[0], word += out.words) {
    for (int x = 0; x < roi.size[0]; x += 8) {
      std::uint64_t bytes = 0;  // of 0 or 1, the first in the lowest place (x86-64)
      std::memcpy(&bytes, in + x, static_cast<std::size_t>(std::min(8, roi.size[0] - x)));
      // Each byte's bit moves to its place in the highest byte; no two products meet elsewhere in it.
      word[x / 64] |= (bytes * 0x0102040810204080u >> 56) << (x % 64);
    }
  }
  return out;
}

}  // namespace rgx::features
