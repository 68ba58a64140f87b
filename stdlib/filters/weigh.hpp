#pragma once
// The inner loop of every convolution: rows of equal length, weighted and summed in double, column by column.
#ifdef __AVX__
#include <immintrin.h>
#endif

#include <cstddef>
#include <cstring>

#include "stdlib/filters/kernel.hpp"

namespace rgx::filters {

// Four columns at a time. Vectors are not passed between functions: their ABI depends on the instruction set.
using Lanes = double __attribute__((vector_size(32)));

// Four neighbouring columns as doubles.
inline void load(const double* from, Lanes& to) { std::memcpy(&to, from, sizeof to); }
inline void load(const float* from, Lanes& to) {
#ifdef __AVX__
  // What the compiler makes of __builtin_convertvector are two conversions of halves.
  to = _mm256_cvtps_pd(_mm_loadu_ps(from));
#else
  to = Lanes{from[0], from[1], from[2], from[3]};
#endif
}

// out[i] = sum over t of taps.weight[t] * rows[t][i], i below n. `rows` has one pointer a tap. The order of additions
// is the same for every column, so a value does not depend on where its row begins.
template <class T>
void weigh(const T* const* rows, const Taps& taps, std::size_t n, double* out) {
  constexpr std::size_t kLanes = 4, kBlock = 4;
  const std::size_t count = taps.at.size(), half = count / 2;
  const double* const weight = taps.weight.data();
  const bool folded = taps.parity != Taps::Parity::none;
  const bool odd = taps.parity == Taps::Parity::odd;
  std::size_t i = 0;
  if (folded && odd) {
    for (; i + kLanes * kBlock <= n; i += kLanes * kBlock) {
      Lanes sum[kBlock] = {};
      for (std::size_t t = 0; t < half; ++t) {
        const T *const a = rows[t] + i, *const b = rows[count - 1 - t] + i;
        const double w = weight[count - 1 - t];
        for (std::size_t v = 0; v < kBlock; ++v) {
          Lanes x, y;
          load(a + v * kLanes, x);
          load(b + v * kLanes, y);
          sum[v] += w * (y - x);
        }
      }
      std::memcpy(out + i, sum, sizeof sum);
    }
    for (; i < n; ++i) {
      double sum = 0;
      for (std::size_t t = 0; t < half; ++t)
        sum += weight[count - 1 - t] * (static_cast<double>(rows[count - 1 - t][i]) - static_cast<double>(rows[t][i]));
      out[i] = sum;
    }
  } else if (folded) {
    const bool middle = count % 2 == 1;
    for (; i + kLanes * kBlock <= n; i += kLanes * kBlock) {
      Lanes sum[kBlock] = {};
      for (std::size_t t = 0; t < half; ++t) {
        const T *const a = rows[t] + i, *const b = rows[count - 1 - t] + i;
        const double w = weight[t];
        for (std::size_t v = 0; v < kBlock; ++v) {
          Lanes x, y;
          load(a + v * kLanes, x);
          load(b + v * kLanes, y);
          sum[v] += w * (y + x);
        }
      }
      if (middle) {
        const T* const a = rows[half] + i;
        const double w = weight[half];
        for (std::size_t v = 0; v < kBlock; ++v) {
          Lanes x;
          load(a + v * kLanes, x);
          sum[v] += w * x;
        }
      }
      std::memcpy(out + i, sum, sizeof sum);
    }
    for (; i < n; ++i) {
      double sum = 0;
      for (std::size_t t = 0; t < half; ++t)
        sum += weight[t] * (static_cast<double>(rows[count - 1 - t][i]) + static_cast<double>(rows[t][i]));
      if (middle) sum += weight[half] * static_cast<double>(rows[half][i]);
      out[i] = sum;
    }
  } else {
    for (; i + kLanes * kBlock <= n; i += kLanes * kBlock) {
      Lanes sum[kBlock] = {};
      for (std::size_t t = 0; t < count; ++t) {
        const T* const a = rows[t] + i;
        const double w = weight[t];
        for (std::size_t v = 0; v < kBlock; ++v) {
          Lanes x;
          load(a + v * kLanes, x);
          sum[v] += w * x;
        }
      }
      std::memcpy(out + i, sum, sizeof sum);
    }
    for (; i < n; ++i) {
      double sum = 0;
      for (std::size_t t = 0; t < count; ++t) sum += weight[t] * static_cast<double>(rows[t][i]);
      out[i] = sum;
    }
  }
}

}  // namespace rgx::filters
