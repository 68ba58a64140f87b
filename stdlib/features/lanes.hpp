#pragma once
// Comparisons of many grey levels at once, as bits. Plain vectors of the compiler (GCC and Clang lower them to what the
// build's instruction set has); only the step from lanes to bits needs the processor's own instruction.
#include <cstddef>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace rgx::features::lanes {

#if defined(__AVX2__)
inline constexpr std::size_t kBytes = 32;
#else
inline constexpr std::size_t kBytes = 16;
#endif

template <typename T>
struct Of;
template <>
struct Of<std::uint8_t> {
  using Vector = std::uint8_t __attribute__((vector_size(kBytes)));
};
template <>
struct Of<std::uint16_t> {
  using Vector = std::uint16_t __attribute__((vector_size(kBytes)));
};
template <typename T>
using Vector = typename Of<T>::Vector;
template <typename T>
inline constexpr std::size_t kLanes = kBytes / sizeof(T);

template <typename T>
inline Vector<T> load(const T* from) {
  Vector<T> v;
  std::memcpy(&v, from, sizeof v);
  return v;
}
template <typename T>
inline void store(T* to, const Vector<T>& v) {
  std::memcpy(to, &v, sizeof v);
}

// Bit i of the result: lane i, of a vector whose lanes are all ones or zero.
inline std::uint64_t bits(const Vector<std::uint8_t>& mask) {
#if defined(__AVX2__)
  __m256i m;
  std::memcpy(&m, &mask, sizeof m);
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(m));
#elif defined(__SSE2__)
  __m128i m;
  std::memcpy(&m, &mask, sizeof m);
  return static_cast<std::uint32_t>(_mm_movemask_epi8(m));
#else
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < kBytes; ++i) out |= static_cast<std::uint64_t>(mask[i] & 1u) << i;
  return out;
#endif
}
inline std::uint64_t bits(const Vector<std::uint16_t>& mask) {
#if defined(__AVX2__)
  __m128i half[2];
  std::memcpy(half, &mask, sizeof half);
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(half[0], half[1])));
#elif defined(__SSE2__)
  __m128i m;
  std::memcpy(&m, &mask, sizeof m);
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_packs_epi16(m, _mm_setzero_si128())));
#else
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < kBytes / 2; ++i) out |= static_cast<std::uint64_t>(mask[i] & 1u) << i;
  return out;
#endif
}

// Of 64 elements, which are equal (all 64 are read).
template <typename T>
inline std::uint64_t equal(const T* a, const T* b) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 64; i += kLanes<T>) {
    const auto same = load(a + i) == load(b + i);
    Vector<T> mask;
    std::memcpy(&mask, &same, sizeof mask);
    out |= bits(mask) << i;
  }
  return out;
}
template <typename T>
inline std::uint64_t nonzero(const T* a) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 64; i += kLanes<T>) {
    const auto none = load(a + i) == Vector<T>{};
    Vector<T> mask;
    std::memcpy(&mask, &none, sizeof mask);
    out |= bits(mask) << i;
  }
  return ~out;
}

// Calls visit(start, length) for each run of ones in `words`, which is read as one row of bits.
template <typename Visit>
inline void each_run(const std::uint64_t* words, std::size_t count, Visit visit) {
  constexpr std::size_t kNone = ~std::size_t{0};
  std::size_t open = kNone;
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint64_t word = words[k];
    const std::size_t base = 64 * k;
    for (std::size_t at = 0; at < 64;) {
      if (open == kNone) {
        const std::uint64_t rest = word >> at;
        if (rest == 0) break;
        at += static_cast<std::size_t>(__builtin_ctzll(rest));
        open = base + at;
      }
      const std::uint64_t rest = ~word >> at;
      if (rest == 0) break;
      at += static_cast<std::size_t>(__builtin_ctzll(rest));
      visit(open, base + at - open);
      open = kNone;
    }
  }
  if (open != kNone) visit(open, 64 * count - open);
}

}  // namespace rgx::features::lanes
