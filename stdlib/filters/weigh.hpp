#pragma once
// The inner loop of every convolution: rows of equal length, weighted and summed in double, column by column.
#include <cstddef>
#include <cstring>

#include "stdlib/filters/kernel.hpp"

namespace rgx::filters {

// Four columns at a time, without passing a vector between functions (its ABI depends on the instruction set).
using Lanes = double __attribute__((vector_size(32)));

// out[i] = sum over t of taps.weight[t] * rows[t][i], i below n. `rows` has one pointer a tap. The order of additions
// is the same for every column, so a value does not depend on where its row begins.
template <class T>
void weigh(const T* const* rows, const Taps& taps, std::size_t n, double* out) {
  using Raw __attribute__((vector_size(4 * sizeof(T)))) = T;
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
          Raw x, y;
          std::memcpy(&x, a + v * kLanes, sizeof x);
          std::memcpy(&y, b + v * kLanes, sizeof y);
          sum[v] += w * (__builtin_convertvector(y, Lanes) - __builtin_convertvector(x, Lanes));
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
          Raw x, y;
          std::memcpy(&x, a + v * kLanes, sizeof x);
          std::memcpy(&y, b + v * kLanes, sizeof y);
          sum[v] += w * (__builtin_convertvector(y, Lanes) + __builtin_convertvector(x, Lanes));
        }
      }
      if (middle) {
        const T* const a = rows[half] + i;
        const double w = weight[half];
        for (std::size_t v = 0; v < kBlock; ++v) {
          Raw x;
          std::memcpy(&x, a + v * kLanes, sizeof x);
          sum[v] += w * __builtin_convertvector(x, Lanes);
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
          Raw x;
          std::memcpy(&x, a + v * kLanes, sizeof x);
          sum[v] += w * __builtin_convertvector(x, Lanes);
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
