#pragma once
// The Riesz transform steered to the local structure: at each voxel the axes of the transform are those of the
// structure tensor there, so that the response turns with the image (rotation covariance). No consensus values exist.
//
// With f the filtered image and R_1 f, R_2 f, R_3 f its first-order transforms, the structure tensor is
//   J(x) = sum_y g(x - y) R f(y) R f(y)^T,   g Gaussian of `tensor_sigma` mm, cut at 3 sigma, within the image.
// Its eigenvectors e_1, e_2, e_3 (largest eigenvalue first) take the place of x, y, z; each is turned so that e . R
// f(x) is not negative, since an eigenvector has no sign. The transform of order l along them is a sum over the
// components of the same L along the grid:
//   R_l^e f = sqrt(L! / l!) sum_m c_m(e) Q_m f,   prod_a (e_a . u)^(l_a) = sum_m c_m(e) u^m,   Q_m(w) = (-i)^L w^m /
//   |w|^L
// Source: Unser M. and Van De Ville D., IEEE Trans Image Process 19 (2010) 636-652; Chenouard N. and Unser M., "3D
// steerable wavelets in practice", IEEE Trans Image Process 21 (2012) 4522-4533.
#include "stdlib/filters/riesz.hpp"

namespace rgx::filters {

// Response in `wanted`, 0 elsewhere. As `riesz`, with order along the local axes; tensor_sigma above 0, else
// std::invalid_argument. Where the tensor is 0 the response is 0.
engine::Image riesz_steered(const engine::Image& image, const RieszOrder& order, const RieszBase& base,
                            double tensor_sigma_mm, Boundary boundary, bool by_slice, const Box& wanted,
                            const engine::ParallelFor& parallel);

}  // namespace rgx::filters
