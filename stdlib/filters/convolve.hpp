#pragma once
// Separable convolution of a box of an image, sums in float64, with the border handled exactly: whatever box is asked,
// a voxel's response is the same bytes.
#include <functional>
#include <vector>

#include "stdlib/filters/boundary.hpp"
#include "stdlib/filters/kernel.hpp"

namespace rgx::filters {

// Voxels of a box of an image (x runs fastest in the box), and what lies beyond the border of the image.
struct Source {
  const float* voxels = nullptr;
  Box held;
  std::array<std::int64_t, 3> size{0, 0, 0};  // of the image
  Boundary boundary = Boundary::mirror;
};
Source source_of(const engine::Image& image, Boundary boundary);

// The voxels of the image that responses in `wanted` read. A box without voxels where only zeros beyond the border are
// read.
Box reach(const std::vector<Component>& components, const Box& wanted, const std::array<std::int64_t, 3>& size,
          Boundary boundary);

// Row (j, k) of the box: rows[c][i - wanted.low[0]] is the response of component c. Rows may come from several threads,
// each row once.
using RowSink = std::function<void(std::int64_t j, std::int64_t k, const double* const* rows)>;

// Every component in `wanted`, which lies within the image. `source.held` must hold `reach`. Kernels that components
// share are applied once.
void convolve(const Source& source, const std::vector<Component>& components, const Box& wanted,
              const engine::ParallelFor& parallel, const RowSink& sink);

// A response held for a box, in float32 as full-size images are.
struct Field {
  Box held;
  std::vector<float> voxels;
  float* row(std::int64_t j, std::int64_t k) {
    const std::int64_t x = held.high[0] - held.low[0], y = held.high[1] - held.low[1];
    return voxels.data() + x * (j - held.low[1] + y * (k - held.low[2]));
  }
};
Source source_of(const Field& field, const std::array<std::int64_t, 3>& size, Boundary boundary);

inline std::size_t voxels_of(const Box& box) {
  std::size_t n = 1;
  for (std::size_t a = 0; a < 3; ++a)
    n *= box.high[a] > box.low[a] ? static_cast<std::size_t>(box.high[a] - box.low[a]) : 0;
  return n;
}

}  // namespace rgx::filters
