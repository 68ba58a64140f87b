#pragma once
// Declarations of the Fourier-domain and pointwise filters (block `features`) and of PyRadiomics' own (block
// `pyradiomics`); each operation carries a `filters::Filter`.
#include <vector>

#include "engine/operation.hpp"

namespace rgx::filters {

// simoncelli, riesz, square, square_root, logarithm, exponential, gradient, lbp.
std::vector<engine::Operation> fourier_filters();
// log, wavelet, square, squareroot, logarithm, exponential, gradient.
std::vector<engine::Operation> pyradiomics_filters();

engine::Operation simoncelli_operation();
engine::Operation riesz_operation();
engine::Operation lbp_operation();
engine::Operation gradient_operation();
std::vector<engine::Operation> pointwise_operations();
engine::Operation pyradiomics_log_operation();
engine::Operation pyradiomics_wavelet_operation();
std::vector<engine::Operation> pyradiomics_pointwise_operations();

}  // namespace rgx::filters
