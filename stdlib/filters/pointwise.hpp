#pragma once
// Filters that change each voxel by itself. Responses are scaled to the range of the image, with m = max |x| over the
// whole image (not the region), and negative intensities stay negative:
//   square       (x / sqrt(m))^2                    (never negative)
//   square root  sign(x) sqrt(m |x|)
//   logarithm    sign(x) log(|x| + 1) m / log(m + 1)
//   exponential  exp(x log(m) / m)
// Source: PyRadiomics 3, van Griethuysen J.J.M. et al., Cancer Res 77 (2017) e104-e107, and its documentation of image
// filters; papers of the field used these. No IBSI tags.
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

enum class Pointwise : std::uint8_t { square, square_root, logarithm, exponential };

// Response in `wanted`, 0 elsewhere. An image that is 0 everywhere has no scale: its response is 0 (exponential: 1).
engine::Image pointwise(const engine::Image& image, Pointwise which, const Box& wanted,
                        const engine::ParallelFor& parallel);

}  // namespace rgx::filters
