#pragma once
// Filters given by their frequency response: discrete Fourier transform of the image, times the response, and back.
//
// The image is real, so only the frequencies 0 .. nx/2 in x are kept: 16 bytes for half a voxel, in double. Any size is
// transformed in n log n: lengths with a large prime factor by Bluestein's chirp (Bluestein L., IEEE Trans Audio
// Electroacoust 18 (1970) 451-455), the others by kissfft. Lines are transformed one by one, in parallel.
#include <complex>
#include <functional>
#include <vector>

#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

using Complex = std::complex<double>;

// What is transformed: the image continued by `boundary` to `size` voxels; its voxel 0 stands at place `before`.
struct Frame {
  std::array<std::int64_t, 3> before{0, 0, 0}, size{0, 0, 0};
  Boundary boundary = Boundary::periodic;
};

// The grid itself if periodic; else `margin` voxels more on each side (at least; up to a length that transforms fast).
// By slice, nothing is added along z.
Frame frame_of(const engine::Geometry& grid, Boundary boundary, const std::array<std::int64_t, 3>& margin,
               bool by_slice);

// Place on an axis of `n` voxels that stands in for place p, which may lie outside: -1 for zero.
std::int64_t continued(std::int64_t p, std::int64_t n, Boundary boundary);

// Values on a box of the image's grid, x fastest.
struct Block {
  Box box;
  std::vector<float> values;
  explicit Block(const Box& b) : box(b) {
    values.resize(static_cast<std::size_t>((b.high[0] - b.low[0]) * (b.high[1] - b.low[1]) * (b.high[2] - b.low[2])));
  }
};

// Frequency response along z for the frequency (kx, ky), 0 <= kx <= nx/2, 0 <= ky < ny: fills factors[kz], kz = 0 ..
// nz - 1 (by slice: factors[0] alone). Frequencies k stand for k or k - n cycles a period. It has to be the response of
// a real filter: at (-k) the conjugate, so where a coordinate is n/2 the half that is odd in it has to be left out.
using Factors = std::function<void(std::int64_t kx, std::int64_t ky, Complex* factors)>;

class Spectrum {
 public:
  Spectrum(const engine::Image& image, const Frame& frame, bool by_slice, const engine::ParallelFor& parallel);

  // The filtered image on block.box. The spectrum is kept.
  void filter(const Factors& factors, Block& block, const engine::ParallelFor& parallel) const;
  // As above, in place: the spectrum is spent, and no second one is needed.
  void filter_once(const Factors& factors, Block& block, const engine::ParallelFor& parallel);

  const Frame& frame() const { return frame_; }

 private:
  void along_z(const Factors& factors, const Box& box, std::vector<Complex>& out, const engine::ParallelFor& p) const;
  void back(std::vector<Complex>& planes, Block& block, const engine::ParallelFor& parallel) const;

  Frame frame_;
  bool by_slice_;
  std::int64_t half_;             // nx / 2 + 1
  std::vector<Complex> between_;  // transformed along x and y, not along z
};

// `response` of a filter that is wanted in `wanted`, as an image (0 elsewhere).
engine::Image as_image(const engine::Geometry& grid, const Block& block);

}  // namespace rgx::filters
