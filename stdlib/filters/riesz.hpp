#pragma once
// The Riesz transform of a filtered image (IBSI 2 tag AYRS): the all-pass filter
//   R_l(w) = (-i)^L sqrt(L! / (l1! l2! l3!)) w1^l1 w2^l2 w3^l3 / |w|^L,   L = l1 + l2 + l3,   R_l(0) = 0
// on top of a Laplacian of Gaussian or a Simoncelli wavelet. The orders l stand for x, y, z (i, j, k of the grid); w is
// in radians per mm, so that directions are those of space when voxels are not cubes (with cubes the unit cancels).
// Source: Unser M. and Van De Ville D., IEEE Trans Image Process 19 (2010) 636-652; IBSI 2 reference manual,
// arXiv:2006.05470, section 4.
#include <array>
#include <optional>

#include "stdlib/filters/filter.hpp"
#include "stdlib/filters/fourier.hpp"
#include "stdlib/filters/simoncelli.hpp"

namespace rgx::filters {

using RieszOrder = std::array<int, 3>;

// What the transform stands on.
struct RieszBase {
  bool simoncelli = false;
  int level = 1;        // of the Simoncelli wavelet
  double sigma_mm = 3;  // of the Laplacian of Gaussian, sampled and cut at `cutoff` sigma
  double cutoff = 4;
};

// Frequency response of the base times (-i)^L w^l / |w|^L without the root; 2D when `by_slice` (l3 = 0).
class RieszFactors {
 public:
  RieszFactors(const engine::Geometry& grid, const Frame& frame, const RieszBase& base, bool by_slice);
  Factors component(const RieszOrder& order) const;

 private:
  std::array<std::int64_t, 3> size_;
  std::array<std::vector<double>, 3> radians_, gauss_, second_;  // by frequency, per axis
  std::optional<SimoncelliBand> band_;
  bool by_slice_;
};

// sqrt(L! / (l1! l2! l3!))
double riesz_norm(const RieszOrder& order);
Frame riesz_frame(const engine::Geometry& grid, const RieszBase& base, Boundary boundary, bool by_slice);

// Response in `wanted`, 0 elsewhere. Orders 0 .. 8 with a sum of at least 1, third order 0 by slice; sigma and cutoff
// above 0: else std::invalid_argument.
engine::Image riesz(const engine::Image& image, const RieszOrder& order, const RieszBase& base, Boundary boundary,
                    bool by_slice, const Box& wanted, const engine::ParallelFor& parallel);
void check_riesz(const RieszOrder& order, const RieszBase& base, bool by_slice);

}  // namespace rgx::filters
