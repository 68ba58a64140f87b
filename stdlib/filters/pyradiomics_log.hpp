#pragma once
// The Laplacian of Gaussian of PyRadiomics: ITK's recursive Gaussian, in ITK's order of roundings.
//
// PyRadiomics 3 calls itk::LaplacianRecursiveGaussianImageFilter (5.2) with normalisation across scale. For each axis
// it takes the second derivative along that axis and smooths along the two others, in ascending order; every pass
// filters its lines in double and stores float32, and so does the running sum of the three. Since one voxel in another
// bin changes a texture feature by more than 1e-6, the roundings stand at the same places and in the same order here.
//
// Each pass is a fourth-order recursive filter from the left plus one from the right, of exponentially damped sines.
// Deriche R., INRIA RR-1893 (1993); coefficients of Farneback G. and Westin C.-F., "Improving Deriche-style recursive
// Gaussian filters", J Math Imaging Vis 26 (2006) 293-299.
#include <array>

#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// Recursive filter of a line x of n >= 4 values, continued beyond its ends by its end values:
//   from the left   l_i = n0 x_i + n1 x_{i-1} + n2 x_{i-2} + n3 x_{i-3} - (d1 l_{i-1} + ... + d4 l_{i-4})
//   from the right  r_i = m1 x_{i+1} + ... + m4 x_{i+4} - (d1 r_{i+1} + ... + d4 r_{i+4})
// and the response is l + r. `bn`, `bm`: d times the steady state of either for a line of ones, for the values beyond
// the ends.
struct RecursiveGaussian {
  std::array<double, 4> n{}, m{}, d{}, bn{}, bm{};

  // sigma and spacing in mm, both positive.
  static RecursiveGaussian smoothing(double sigma, double spacing);
  // Second derivative per voxel squared, times sigma^2.
  static RecursiveGaussian second_derivative(double sigma, double spacing);
};

// Response in `wanted`, 0 elsewhere. Needs 4 voxels and ceil(sigma / spacing) + 1 on each axis, as PyRadiomics does:
// std::invalid_argument otherwise, or if sigma is not positive.
engine::Image laplacian_recursive_gaussian(const engine::Image& image, double sigma_mm, const Box& wanted,
                                           const engine::ParallelFor& parallel);

}  // namespace rgx::filters
