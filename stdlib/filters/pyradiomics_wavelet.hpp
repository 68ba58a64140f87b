#pragma once
// The stationary wavelet transform of PyRadiomics: PyWavelets' `swtn`, one level at a time.
//
// Along an axis of period P, with an analysis filter f of F taps:  y[n] = sum_j f[j] x[(n + F/2 - j) mod P].
// PyRadiomics first makes odd axes even by repeating the first voxel at the end (so P is even), transforms along x,
// then y, then z (letters stand in that order), and cuts the added voxel off again. Its second level runs the same
// filter, not one spread out with zeros, over the approximation of the first. All of it is in double, rounded once to
// float32.
#include <string>
#include <vector>

#include "stdlib/filters/filter.hpp"

namespace rgx::filters {

// Analysis filters as PyWavelets orders them (`dec_lo`, `dec_hi`): low[j] is the scaling filter from its end, high[j] =
// (-1)^(j+1) low[F-1-j]. `haar`, `db2`, `db3`, `coif1` from their closed forms (Daubechies I., Ten Lectures on
// Wavelets, SIAM 1992, tables 6.1 and 8.1); std::invalid_argument for others.
struct WaveletPair {
  std::vector<double> low, high;
};
WaveletPair analysis_filters(const std::string& basis);
const std::vector<std::string>& pyradiomics_bases();

// `letters`: L or H for x, y and, unless by slice, z. `level` from 1. Response in `wanted`, 0 elsewhere.
engine::Image stationary_wavelet(const engine::Image& image, const std::string& basis, int level,
                                 const std::string& letters, const Box& wanted, const engine::ParallelFor& parallel);

}  // namespace rgx::filters
