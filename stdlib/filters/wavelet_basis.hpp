#pragma once
// Orthogonal wavelets with compact support: Haar, Daubechies' extremal phase, coiflets.
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rgx::filters {

struct WaveletBasis {
  std::string_view name;            // haar, db2 .. db10, coif1 .. coif5
  std::span<const double> scaling;  // reconstruction low-pass (scaling) coefficients; their sum is the root of two
};

// In the order that people list them.
std::span<const WaveletBasis> wavelet_bases();
// Throws std::invalid_argument that lists the names.
const WaveletBasis& wavelet_basis(std::string_view name);

// Decomposition filters: low-pass is `scaling` reversed, high-pass its quadrature mirror, -(-1)^k scaling[k].
std::vector<double> decomposition_low_pass(const WaveletBasis& basis);
std::vector<double> decomposition_high_pass(const WaveletBasis& basis);

}  // namespace rgx::filters
