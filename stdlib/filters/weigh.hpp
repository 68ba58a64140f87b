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

// Whether `weigh_both` may stand for two passes: even kernels with samples at the same places.
inline bool twins(const Taps& a, const Taps& b) {
  return a.parity == Taps::Parity::even && b.parity == Taps::Parity::even && a.at == b.at;
}

// Two kernels over the same rows: what `weigh` gives for each, bit for bit, with rows read and folded once.
template <class T>
void weigh_both(const T* const* rows, const Taps& first, const Taps& second, std::size_t n, double* out_first,
                double* out_second) {
  constexpr std::size_t kLanes = 4, kBlock = 2;
  const std::size_t count = first.at.size(), half = count / 2;
  const bool middle = count % 2 == 1;
  const double *const one = first.weight.data(), *const two = second.weight.data();
  std::size_t i = 0;
  for (; i + kLanes * kBlock <= n; i += kLanes * kBlock) {
    Lanes sum[kBlock] = {}, other[kBlock] = {};
    for (std::size_t t = 0; t < half; ++t) {
      const T *const a = rows[t] + i, *const b = rows[count - 1 - t] + i;
      const double w = one[t], u = two[t];
      for (std::size_t v = 0; v < kBlock; ++v) {
        Lanes x, y;
        load(a + v * kLanes, x);
        load(b + v * kLanes, y);
        const Lanes both = y + x;
        sum[v] += w * both;
        other[v] += u * both;
      }
    }
    if (middle) {
      const double w = one[half], u = two[half];
      for (std::size_t v = 0; v < kBlock; ++v) {
        Lanes x;
        load(rows[half] + i + v * kLanes, x);
        sum[v] += w * x;
        other[v] += u * x;
      }
    }
    std::memcpy(out_first + i, sum, sizeof sum);
    std::memcpy(out_second + i, other, sizeof other);
  }
  for (; i < n; ++i) {
    double sum = 0, other = 0;
    for (std::size_t t = 0; t < half; ++t) {
      const double both = static_cast<double>(rows[count - 1 - t][i]) + static_cast<double>(rows[t][i]);
      sum += one[t] * both;
      other += two[t] * both;
    }
    if (middle) {
      sum += one[half] * static_cast<double>(rows[half][i]);
      other += two[half] * static_cast<double>(rows[half][i]);
    }
    out_first[i] = sum;
    out_second[i] = other;
  }
}

}  // namespace rgx::filters
