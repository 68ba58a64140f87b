#pragma once
// The non-separable wavelet of IBSI 2 (tag PRT7): a band of spatial frequencies, the same in every direction, so that
// the response does not depend on how the patient lies.
//   level 1:  H(r) = cos(pi/2 log2(2 r)) for 1/4 <= r <= 1, else 0;   level j:  H(2^(j-1) r)
// with r the length of the frequency vector, 1 at half a cycle per voxel along an axis. Source: Simoncelli E.P. and
// Freeman W.T., Proc IEEE Int Conf Image Processing (1995) 444-447; Depeursinge A. et al., IBSI 2 reference manual,
// arXiv:2006.05470, section 3.7.
//
// The consensus maps 8.a fix the coordinate of the frequency of k cycles in n voxels, -n/2 <= k < n/2: the n samples
// are spread over -1 .. 1 with both ends, so it is (2k + 1) / (n - 1) for an even n and 2k / (n - 1) for an odd one,
// and the real part of the response is taken. (With 2k / n levels 2 and 3 are off by 3 % and 8 % of the maps' range.)
#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

double simoncelli_response(double r, int level);

// The response at the frequencies (kx, ky, kz) of a transform of `size`, 0 <= k < size: the mean over a frequency and
// its opposite, which is the real part after the transform back. By slice kz does not count.
class SimoncelliBand {
 public:
  SimoncelliBand(const std::array<std::int64_t, 3>& size, int level, bool by_slice);
  double operator()(std::int64_t kx, std::int64_t ky, std::int64_t kz) const;

 private:
  int level_;
  std::array<std::vector<double>, 3> square_, opposite_;  // squared coordinates of k and of -k
};

// Response in `wanted`, 0 elsewhere. `periodic` filters the image as it stands; other boundaries pad it by
// `simoncelli_margin` voxels. level 1 .. 16, else std::invalid_argument.
std::int64_t simoncelli_margin(int level);
engine::Image simoncelli(const engine::Image& image, int level, Boundary boundary, bool by_slice, const Box& wanted,
                         const engine::ParallelFor& parallel);

}  // namespace rgx::filters
